import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
let window: WorkbenchPage;
let sidebar: Frame;
let editor: Frame;

/** Two surfaces side by side, each with a conversation of its own. The one in the sidebar cost more. */
beforeAll(async () => {
  laboratory = await Laboratory.open();
  window = await laboratory.window();
  sidebar = await window.openChatView();
  await window.runCommand('Neural Terminal: Open in Editor');
  editor = await window.chat('editor');
});
afterAll(() => laboratory.close());

beforeEach(async () => {
  await begin(sidebar, 'In the sidebar.');
  await converse(sidebar, 'And once more.');
  await begin(editor, 'In the editor.');
});

async function converse(frame: Frame, question: string): Promise<void> {
  laboratory.simulator.say(`About: ${question}`);
  await chat.transmit(frame, question);
  await chat.answer(frame).getByText(`About: ${question}`).waitFor();
  await chat.settled(frame);
}

async function begin(frame: Frame, question: string): Promise<void> {
  await chat.newConversation(frame);
  await converse(frame, question);
}

const touch = (frame: Frame) => frame.locator('article').first().click();
const titleButton = (place: 'sidebar' | 'editor', name: string): Locator =>
  window.page
    .locator(place === 'sidebar' ? '.part.sidebar .title-actions' : '.part.editor .editor-actions')
    .getByRole('button', { name: new RegExp(`^${name}`) });
const meter = async (): Promise<string> => (await window.costMeter().locator('a').getAttribute('aria-label')) ?? '';
/** USD, of everything on the surface. */
const costOf = (frame: Frame) =>
  frame
    .locator('article [data-cost-usd]')
    .evaluateAll((bills) => bills.reduce((sum, bill) => sum + Number(bill.getAttribute('data-cost-usd')), 0));

describe.each(['sidebar', 'editor'] as const)('with the %s touched last', (place) => {
  const both = () => (place === 'sidebar' ? { touched: sidebar, other: editor } : { touched: editor, other: sidebar });
  const title = place === 'sidebar' ? 'In the sidebar.' : 'In the editor.';

  it('commands and the cost meter mean it', async () => {
    const { touched, other } = both();
    for (const frame of [other, touched]) {
      await touch(frame);
      await expect
        .poll(async () => Number(/This conversation: \$(\d+(?:\.\d+)?)/.exec(await meter())?.[1]))
        .toBeCloseTo(await costOf(frame), 9);
    }
    await window.runCommand('Neural Terminal: Pin Conversation');
    await touched.getByText(`Pinned: ${title}`).waitFor();
    await window.runCommand('Neural Terminal: Rename Conversation…');
    await window.answerInput(title, `${title} Renamed`);
    await touched.getByText(`Renamed: ${title} Renamed`).waitFor();
    await window.runCommand('Neural Terminal: Delete Conversation');
    await touched.getByText(`Deleted: ${title} Renamed`).waitFor();
    expect(await touched.locator('article').count()).toBe(0);
    expect(await other.locator('article').count()).toBeGreaterThan(0);
    expect(await other.getByText(/^(Pinned|Renamed|Deleted):/).count()).toBe(0);
  });

  it('the buttons of each title bar mean what they stand above', async () => {
    const { touched, other } = both();
    await touch(touched);
    const opposite = place === 'sidebar' ? 'editor' : 'sidebar';
    await titleButton(opposite, 'New Conversation').click();
    await other.locator('article').first().waitFor({ state: 'detached' });
    expect(await touched.locator('article').count()).toBeGreaterThan(0);
    await titleButton(place, 'New Conversation').click();
    await touched.locator('article').first().waitFor({ state: 'detached' });
  });

  it('Stop stops its answer, and Stop in the title bar of the other stops the other', async () => {
    const { touched, other } = both();
    const gates = [];
    for (const frame of [other, touched]) {
      laboratory.simulator.say('one two three four five six seven eight');
      const gate = laboratory.simulator.hold(4);
      gates.push(gate);
      await chat.transmit(frame, 'Count.');
      await gate.reached;
    }
    await touch(touched);
    await window.runCommand('Neural Terminal: Stop');
    await chat.answer(touched).getByText('Stopped — part kept').waitFor();
    expect(await chat.answer(other).getAttribute('data-state')).toBe('streaming');
    await titleButton(place === 'sidebar' ? 'editor' : 'sidebar', 'Stop').click();
    await chat.answer(other).getByText('Stopped — part kept').waitFor();
    for (const gate of gates) gate.release();
    await expect.poll(() => window.page.getByRole('button', { name: /^Stop/ }).count()).toBe(0);
  });
});

describe('a surface that is hidden', () => {
  it('is not meant: another one is, and with none in sight a command says so and does nothing', async () => {
    await touch(sidebar);
    await window.page.keyboard.press('Control+b');
    await window.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
    await window.runCommand('Neural Terminal: Rename Conversation…');
    await window.answerInput('In the editor.', 'Seen');
    await editor.getByText('Renamed: Seen').waitFor();
    await window.openFile('fibonacci.py');
    await expect.poll(meter).not.toContain('This conversation');
    await window.runCommand('Neural Terminal: Delete Conversation');
    await window.page.getByText('No conversation is in sight. Nothing was done.').waitFor();
    await window.runCommand('Neural Terminal: Open Chat');
    await expect.poll(meter).toContain('This conversation');
  });
});
