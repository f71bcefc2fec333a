import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
let window: WorkbenchPage;
let frame: Frame;

/** Not one that is known for a key by its looks. */
const key = 'plain-words-0123456789';

beforeAll(async () => {
  laboratory = await Laboratory.open({ key });
  laboratory.simulator.addKey(key);
  window = await laboratory.window();
  frame = await window.openChatView();
});
afterAll(() => laboratory.close());
beforeEach(() => chat.newConversation(frame));

const lastBody = () => JSON.stringify(laboratory.simulator.requests.at(-1)?.body);

describe('a conversation', () => {
  it('shows what was billed, to the last digit', async () => {
    await chat.transmit(frame, 'What does it cost?');
    await chat.settled(frame);
    await laboratory.simulator.idle();
    const cost = chat.answer(frame).locator('[data-cost-source="usage"]');
    expect(await cost.getAttribute('data-cost-usd')).toBe(laboratory.simulator.bills.at(-1)?.costUsd);
  });

  it('moves the meter in the status bar', async () => {
    await chat.transmit(frame, 'Move the meter.');
    await chat.settled(frame);
    await expect.poll(() => window.costMeter().innerText()).toMatch(/^\s*(≈ )?\$0\.0\d+ · today \$0\.\d+ · \$[45]\.\d\d left$/);
  });

  it('estimates the cost while the answer streams', async () => {
    const gate = laboratory.simulator.hold(8);
    await chat.transmit(frame, 'Estimate first.');
    await gate.reached;
    await chat.answer(frame).locator('[data-cost-source="estimate"]').waitFor();
    gate.release();
    await chat.answer(frame).locator('[data-cost-source="usage"]').waitFor();
  });

  it('keeps exactly the part that had arrived when it is stopped', async () => {
    laboratory.simulator.say('one two three four five six seven eight nine ten');
    const gate = laboratory.simulator.hold(4);
    await chat.transmit(frame, 'Count.');
    await gate.reached;
    await chat.answer(frame).getByText('one two three', { exact: true }).waitFor();
    await frame.getByRole('button', { name: 'Stop' }).click();
    await chat.settled(frame);
    gate.release();
    expect(await chat.textOf(frame)).toBe('one two three');
    await chat.answer(frame).getByText('Stopped — part kept').waitFor();
    expect(await chat.answer(frame).locator('[data-cost-usd]').getAttribute('data-cost-source')).toBe('estimate');
  });

  it('goes on with another model without losing context', async () => {
    laboratory.simulator.say('The password is heron.');
    await chat.transmit(frame, 'Remember the password.');
    await chat.settled(frame);
    await chat.chooseModel(frame, 'anthropic/claude-haiku-4.5');
    await chat.transmit(frame, 'What was it?');
    await frame.locator('article.assistant').nth(1).waitFor();
    await chat.settled(frame);
    expect(laboratory.simulator.requests.at(-1)?.body).toMatchObject({
      model: 'anthropic/claude-haiku-4.5',
      messages: [
        { role: 'system' },
        { role: 'user', content: 'Remember the password.' },
        { role: 'assistant', content: 'The password is heron.' },
        { role: 'user', content: 'What was it?' },
      ],
    });
    expect(await frame.getByRole('article').nth(1).getAttribute('aria-label')).toContain('openai/gpt-4o-mini');
    expect(await frame.getByRole('article').nth(3).getAttribute('aria-label')).toContain('anthropic/claude-haiku-4.5');
  });

  it('carries a selection with its file name and lines', async () => {
    await window.openFile('fibonacci.py');
    await window.selectLines(1, 2);
    await window.runCommand('Neural Terminal: Ask About Selection…');
    await frame.locator('.composer').getByText('fibonacci.py:1–2').waitFor();
    await chat.transmit(frame, 'What does this do?');
    await chat.settled(frame);
    expect(lastBody()).toContain('fibonacci.py');
    expect(lastBody()).toContain('lines=\\"1-2\\"');
    expect(lastBody()).toContain('def fibonacci(n):');
    await frame.getByRole('article').first().getByText('fibonacci.py').waitFor();
  });

  it('refuses an empty message and sends nothing', async () => {
    const before = laboratory.simulator.requests.length;
    await chat.transmit(frame, '   ');
    await frame.getByRole('alert').getByText(/empty/i).waitFor();
    expect(laboratory.simulator.requests.length).toBe(before);
  });

  it('attaches a message that is too long as a file', async () => {
    await chat.transmit(frame, 'long '.repeat(7000));
    await frame.getByRole('button', { name: 'Attach as file' }).click();
    await chat.transmit(frame, 'Summarise this.');
    await chat.settled(frame);
    expect(lastBody()).toContain('long long long');
  });
});

describe('the whole session', () => {
  it('gave no one a reason to complain', () => {
    expect(window.problems()).toEqual([]);
    expect(laboratory.workbench.extensionHostErrors()).toEqual([]);
  });

  it('left neither key nor text of messages in the log, though a server repeated the key in its errors', async () => {
    await chat.newConversation(frame);
    laboratory.simulator.echoesAuthorization = true;
    await chat.transmit(frame, 'The heron is refused.');
    await chat.settled(frame);
    laboratory.simulator.echoesAuthorization = false;
    await expect.poll(() => laboratory.workbench.extensionLog()).toMatch(/"openrouter\.refused".*\[redacted\]/);
    const log = laboratory.workbench.extensionLog();
    expect(log).toContain('chat.ended');
    expect(log).not.toContain(key);
    expect(log).not.toContain('heron');
    expect(laboratory.workbench.extensionHostLog()).not.toContain(key);
  });
});
