import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../support/simulator/faults.ts';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
let window: WorkbenchPage;
let frame: Frame;

beforeAll(async () => {
  laboratory = await Laboratory.open({ settings: { 'neuralTerminal.openRouter.timeoutSeconds': 10 } });
  window = await laboratory.window();
  frame = await window.openChatView();
});
afterAll(() => laboratory.close());
beforeEach(() => chat.newConversation(frame));

/** A readable entry: an answer with text, or an alert that is a sentence and offers something to do. */
async function readable(): Promise<string> {
  const answer = chat.answer(frame);
  const alert = answer.getByRole('alert');
  if (!(await alert.isVisible())) return (await answer.locator('.text').innerText()).trim();
  expect(await alert.getByRole('button').or(alert.getByRole('combobox')).count(), 'something to do').toBeGreaterThan(0);
  return (await alert.locator('p').innerText()).trim();
}

describe('every fault of the service', () => {
  it.each(Object.keys(faults))('%s ends in a readable entry', async (model) => {
    await chat.chooseModel(frame, model);
    await chat.transmit(frame, 'Go wrong.');
    await chat.settled(frame);
    let text = '';
    // The answer has ended before the last of it is drawn.
    await expect.poll(async () => (text = await readable())).not.toBe('');
    expect(text).not.toMatch(/\[object|undefined|\{"|at .+\.ts:\d+|sk-or-v1-0123/);
  });

  it('left no complaint behind', () => {
    expect(window.problems()).toEqual([]);
    expect(laboratory.workbench.extensionHostErrors()).toEqual([]);
  });
});
