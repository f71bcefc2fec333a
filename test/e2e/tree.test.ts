import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.open();
});
afterAll(() => laboratory.close());

const entries = (frame: Frame): Locator => frame.locator('article');
const texts = (frame: Frame): Promise<string[]> => entries(frame).locator('.text').allInnerTexts();
const act = (entry: Locator, action: string): Promise<void> => entry.getByRole('button', { name: action, exact: true }).click();

async function converse(frame: Frame, question: string, answer: string): Promise<void> {
  laboratory.simulator.say(answer);
  await chat.transmit(frame, question);
  await chat.answer(frame).getByText(answer).waitFor();
  await chat.settled(frame);
}

describe('a branch', () => {
  it('is made by Regenerate, and the first answer is one step back', async () => {
    const window = await laboratory.window();
    const frame = await window.openChatView();
    await converse(frame, 'What is it?', 'The first reading.');
    laboratory.simulator.say('The second reading.');
    await act(chat.answer(frame), 'Regenerate');
    await chat.answer(frame).getByText('The second reading.').waitFor();
    await chat.settled(frame);
    await chat.answer(frame).getByText('2 / 2').waitFor();
    await act(chat.answer(frame), 'Previous branch');
    await chat.answer(frame).getByText('The first reading.').waitFor();
    await chat.answer(frame).getByText('1 / 2').waitFor();
    await window.page.close();
  });

  it('is made by Edit, and what followed the first wording stays', async () => {
    const window = await laboratory.window();
    const frame = await window.openChatView();
    await chat.newConversation(frame);
    await converse(frame, 'Count to two.', 'One, two.');
    await converse(frame, 'And back.', 'Two, one.');
    await act(entries(frame).first(), 'Edit');
    await expect.poll(() => frame.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Count to two.');
    await converse(frame, 'Count to three.', 'One, two, three.');
    await expect.poll(() => texts(frame)).toEqual(['Count to three.', 'One, two, three.']);
    await act(entries(frame).first(), 'Previous branch');
    await expect.poll(() => texts(frame)).toEqual(['Count to two.', 'One, two.', 'And back.', 'Two, one.']);
    await window.page.close();
  });

  it('is still the one on screen after a reload', async () => {
    const window = await laboratory.window();
    const before = await window.openChatView();
    await chat.newConversation(before);
    await converse(before, 'Pick one.', 'Heads.');
    laboratory.simulator.say('Tails.');
    await act(chat.answer(before), 'Regenerate');
    await chat.answer(before).getByText('Tails.').waitFor();
    await chat.settled(before);
    await act(chat.answer(before), 'Previous branch');
    await chat.answer(before).getByText('Heads.').waitFor();
    await window.reload();
    const after = await window.chat('sidebar');
    await chat.answer(after).getByText('Heads.').waitFor();
    await window.page.close();
  });
});

describe('a fork', () => {
  it('goes its own way with everything above it', async () => {
    const window = await laboratory.window();
    const frame = await window.openChatView();
    await chat.newConversation(frame);
    await converse(frame, 'A shared beginning.', 'Shared answer.');
    await act(chat.answer(frame), 'Fork');
    await frame.getByText('Forked here').waitFor();
    await converse(frame, 'Only in the fork.', 'Fork answer.');
    const sent = JSON.stringify(laboratory.simulator.requests.at(-1)?.body);
    for (const text of ['A shared beginning.', 'Shared answer.', 'Only in the fork.']) expect(sent).toContain(text);
    await frame.getByRole('button', { name: 'Archive' }).click();
    const cards = frame.getByRole('region', { name: 'Archive' }).getByRole('listitem').filter({ hasText: 'A shared beginning' });
    await expect.poll(() => cards.count()).toBe(2);
    await window.page.close();
  });
});
