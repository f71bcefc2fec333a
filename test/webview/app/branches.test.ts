import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Entry, SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { atRest } from './atRest.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, card, chat, conversation, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const open = async (state: SurfaceState, width = 480) => (app = await openApp({ state, width }));
const log = () => app.page.getByRole('log', { name: 'Conversation' });
const entry = (index: number) => app.page.getByRole('article').nth(index);
const button = (within: Locator, name: string) => within.getByRole('button', { name, exact: true });
const names = (within: Locator) => within.locator('.actions').getByRole('button').allTextContents();
const focused = (element: Locator) =>
  element.evaluate((node) => node === document.activeElement || node.shadowRoot?.activeElement !== null);

const variantIds = ['b1', 'b2', 'b3'];
const question = userEntry('a', 'How long is a metre?');
const variant = (id: string, text = `Reading ${id}.`) => answerEntry(id, text, { siblings: variantIds });
const branch = (id: string, ...below: readonly Entry[]) => chat(question, variant(id), ...below);
const showBranches = () =>
  app.host.on('showBranch', async ({ entry: id }) => {
    await app.host.snapshot(branch(id));
    return null;
  });

describe('where entries take turns', () => {
  it('the head says which one of how many is shown', async () => {
    await open(branch('b2'));
    await entry(1).getByText('2 / 3', { exact: true }).waitFor();
    expect(await button(entry(0), 'Next branch').count()).toBe(0);
  });

  it.each([
    ['Previous branch', 'b1', '1 / 3'],
    ['Next branch', 'b3', '3 / 3'],
  ])('"%s" shows the other one', async (name, id, text) => {
    await open(branch('b2'));
    showBranches();
    await button(entry(1), name).click();
    await entry(1).getByText(text, { exact: true }).waitFor();
    await entry(1).getByText(`Reading ${id}.`).waitFor();
    expect(app.host.requests('showBranch')).toEqual([{ entry: id }]);
  });

  it('there is nothing before the first and nothing after the last', async () => {
    await open(branch('b1'));
    expect(await button(entry(1), 'Previous branch').isDisabled()).toBe(true);
    expect(await button(entry(1), 'Next branch').isDisabled()).toBe(false);
    await button(entry(1), 'Previous branch').press('Enter');
    await app.host.snapshot(branch('b3'));
    await entry(1).getByText('3 / 3').waitFor();
    expect(await button(entry(1), 'Next branch').isDisabled()).toBe(true);
    expect(app.host.requests('showBranch')).toEqual([]);
  });

  it('the focus stays where it is, so that one can walk through them', async () => {
    await open(branch('b1'));
    showBranches();
    await button(entry(1), 'Next branch').focus();
    await app.page.keyboard.press('Enter');
    await entry(1).getByText('2 / 3').waitFor();
    await app.page.keyboard.press('Enter');
    await entry(1).getByText('3 / 3').waitFor();
    expect(await focused(button(entry(1), 'Next branch'))).toBe(true);
  });

  it('Alt with an arrow does the same from anywhere in the entry', async () => {
    await open(branch('b2'));
    showBranches();
    await button(entry(1), 'Copy').focus();
    await app.page.keyboard.press('Alt+ArrowLeft');
    await entry(1).getByText('1 / 3').waitFor();
    await app.page.keyboard.press('Alt+ArrowLeft');
    await app.page.keyboard.press('Alt+ArrowRight');
    await entry(1).getByText('2 / 3').waitFor();
    expect(app.host.requests('showBranch')).toEqual([{ entry: 'b1' }, { entry: 'b2' }]);
  });

  it('what comes up later is counted too', async () => {
    await open(chat(question, answerEntry('b1', 'Reading.')));
    expect(await entry(1).locator('.switcher').count()).toBe(0);
    await app.host.update({ op: 'siblings', id: 'b1', siblings: ['b1', 'b2'] });
    await entry(1).getByText('1 / 2').waitFor();
  });

  it('the entry stays in its place on the screen while all below it changes', async () => {
    const long = Array.from({ length: 60 }, (_, index) => `Line ${index}.`).join('\n\n');
    await open(
      chat(question, answerEntry('x', long), userEntry('c', 'Again'), variant('b2'), userEntry('d', 'Then'), answerEntry('e', long)),
    );
    app.host.on('showBranch', async () => {
      await app.host.snapshot(chat(question, answerEntry('x', long), userEntry('c', 'Again'), variant('b3', long)));
      return null;
    });
    await button(entry(3), 'Next branch').focus();
    await entry(3).evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await atRest(log());
    const head = entry(3).locator('.head');
    const before = await head.boundingBox();
    await app.page.keyboard.press('Enter');
    await entry(3).getByText('3 / 3').waitFor();
    expect((await head.boundingBox())?.y).toBeCloseTo(before?.y ?? -1, 0);
    await app.page.getByRole('button', { name: '↓ end' }).waitFor();
  });
});

describe('the actions of an entry', () => {
  it('are those of its author', async () => {
    await open(branch('b1'));
    expect(await names(entry(0))).toEqual(['Copy', 'Edit', 'Fork', 'Delete']);
    expect(await names(entry(1))).toEqual(['Copy', 'Fork', 'Regenerate', 'Delete']);
  });

  it('are only Copy while it arrives, and nothing before there is text', async () => {
    await open(chat(question, streamingEntry('b', 1)));
    expect(await names(entry(1))).toEqual([]);
    await app.host.text(1, 0, 'A metre');
    expect(await names(entry(1))).toEqual(['Copy']);
    await app.host.entry(answerEntry('b', 'A metre'));
    expect(await names(entry(1))).toEqual(['Copy', 'Fork', 'Regenerate', 'Delete']);
  });

  it('leave Delete to the conversation that an entry belongs to', async () => {
    const shared = { conversationId: 'origin' };
    await open({
      ...chat(userEntry('a', 'Hi', shared), answerEntry('b', 'Yes.', shared)),
      conversation: conversation({ forkedFrom: null }),
    });
    expect(await names(entry(0))).toEqual(['Copy', 'Edit', 'Fork']);
    expect(await names(entry(1))).toEqual(['Copy', 'Fork', 'Regenerate']);
  });

  it('take no room: nothing moves when they come', async () => {
    await open(branch('b1', userEntry('c', 'And a yard?')));
    const before = await entry(2).boundingBox();
    await entry(1).hover();
    await expect
      .poll(() =>
        entry(1)
          .locator('.actions')
          .evaluate((row) => getComputedStyle(row).opacity),
      )
      .toBe('1');
    expect(await entry(2).boundingBox()).toEqual(before);
  });

  it('do not stand on the text of the next entry', async () => {
    await open(branch('b1', userEntry('c', 'And a yard?')));
    for (const width of [340, 700, 1600]) {
      await app.page.setViewportSize({ width, height: 800 });
      const [actions, next] = await Promise.all([entry(1).locator('.actions').boundingBox(), entry(2).locator('.head').boundingBox()]);
      expect((actions?.y ?? 0) + (actions?.height ?? 0)).toBeLessThanOrEqual((next?.y ?? 0) + 1);
    }
  });

  it('Regenerate asks for another answer, and the composer has the focus', async () => {
    await open(branch('b1'));
    await button(entry(1), 'Regenerate').click();
    await expect.poll(() => app.host.requests('retry')).toEqual([{ entry: 'b1' }]);
    expect(await focused(app.page.getByRole('textbox', { name: 'Message' }))).toBe(true);
  });

  it('that are refused say why', async () => {
    await open(branch('b1'));
    app.host.on('fork', () => new Refusal({ code: 'ARCHIVE_READONLY', message: 'The archive is read-only.' }));
    await button(entry(1), 'Fork').click();
    await app.page.getByRole('alert').getByText('The archive is read-only.').waitFor();
  });
});

describe('a fork', () => {
  const shared = { conversationId: 'origin' };
  const origin = { conversationId: 'origin', messageId: 'b' };
  const forked = (...own: readonly Entry[]): SurfaceState => ({
    ...chat(userEntry('a', 'How long is a metre?', shared), answerEntry('b', '100 cm.', shared), ...own),
    conversation: conversation({ forkedFrom: origin }),
    conversations: [card(0, 'Metres', { id: 'origin' })],
  });
  const order = () =>
    app.page.locator('.entries > :is(article, .fork-line)').evaluateAll((all) => all.map((part) => part.getAttribute('class')));

  it('is asked for below an entry and announced', async () => {
    await open(branch('b1'));
    await button(entry(1), 'Fork').click();
    await expect.poll(() => app.host.requests('fork')).toEqual([{ entry: 'b1' }]);
    await expect.poll(() => app.page.locator('p.unseen[role="status"]').textContent()).toBe('Forked; this is the new conversation');
  });

  it('shows where it left its origin', async () => {
    await open(forked(userEntry('c', 'And a yard?')));
    expect(await order()).toEqual(['entry user', 'entry assistant', 'fork-line', 'entry user']);
    await app.page.getByText('Forked here').waitFor();
  });

  it('shows it at the end as long as it has nothing of its own', async () => {
    await open(forked());
    expect(await order()).toEqual(['entry user', 'entry assistant', 'fork-line']);
    await app.host.entry(userEntry('c', 'And a yard?'));
    await expect.poll(order).toEqual(['entry user', 'entry assistant', 'fork-line', 'entry user']);
  });

  it('shows no line where all that is shown is its own', async () => {
    await open({ ...forked(), entries: forked(userEntry('c', 'And a yard?')).entries.slice(2), earlier: 2 });
    expect(await order()).toEqual(['entry user']);
  });

  it('has a way back to its origin', async () => {
    await open(forked());
    await app.page.getByRole('button', { name: 'Open origin' }).click();
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: 'origin' }]);
  });

  it('is marked nowhere in a conversation that is none', async () => {
    await open(branch('b1'));
    expect(await order()).toEqual(['entry user', 'entry assistant']);
  });
});
