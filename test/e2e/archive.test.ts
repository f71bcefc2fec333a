import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
let window: WorkbenchPage;
let frame: Frame;

beforeAll(async () => {
  laboratory = await Laboratory.open();
  window = await laboratory.window();
  frame = await window.openChatView();
});
afterAll(() => laboratory.close());
beforeEach(() => chat.newConversation(frame));

async function converse(question: string, answer: string): Promise<void> {
  laboratory.simulator.say(answer);
  await chat.transmit(frame, question);
  await chat.answer(frame).getByText(answer).waitFor();
  await chat.settled(frame);
}

/** Files below a folder whose bytes hold the text, as it is or in UTF-16. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    const bytes = readFileSync(path);
    return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
  });
}

const archiveFolder = () =>
  join(laboratory.workbench.home, 'server', 'data', 'User', 'globalStorage', 'neural-terminal.neural-terminal', 'archive');

describe('a deleted conversation', () => {
  it('comes back with Undo', async () => {
    await converse('Delete me, then not.', 'Still here.');
    await window.runCommand('Neural Terminal: Delete Conversation');
    await chat.answer(frame).waitFor({ state: 'detached' });
    await frame.getByRole('button', { name: 'Undo' }).click();
    await chat.answer(frame).getByText('Still here.').waitFor();
  });

  it('is still on the screen of another window, which can restore it', async () => {
    await converse('Shown twice.', 'Seen in two windows.');
    const second = await laboratory.window();
    const beside = await second.openChatView();
    await chat.openFromArchive(beside, 'Shown twice');
    await chat.answer(beside).getByText('Seen in two windows.').waitFor();
    await window.runCommand('Neural Terminal: Delete Conversation');
    await beside.getByText('This conversation is deleted').waitFor();
    await beside.getByRole('button', { name: 'Restore' }).click();
    await beside.getByText('This conversation is deleted').waitFor({ state: 'detached' });
    await chat.openFromArchive(frame, 'Shown twice');
    await second.page.close();
  });

  it('that is erased for good is in no file', async () => {
    const [question, answer] = ['the lighthouse is on Skerryvore', 'its keeper is called Munro'];
    await converse(question, answer);
    await expect.poll(() => filesWith(archiveFolder(), answer)).not.toEqual([]);
    await window.runCommand('Neural Terminal: Erase Conversation for Good…');
    await window.page.getByRole('button', { name: 'Erase for Good' }).click();
    await window.page.getByText('The text is in no file of the archive any more.').waitFor();
    expect([...filesWith(archiveFolder(), question), ...filesWith(archiveFolder(), answer)]).toEqual([]);
    await chat.answer(frame).waitFor({ state: 'detached' });
  });
});

describe('an entry that was deleted', () => {
  it('comes back with Undo', async () => {
    await converse('One exchange.', 'To be deleted.');
    await chat.answer(frame).getByRole('button', { name: 'Delete', exact: true }).click();
    await chat.answer(frame).waitFor({ state: 'detached' });
    await frame.getByRole('button', { name: 'Undo' }).click();
    await chat.answer(frame).getByText('To be deleted.').waitFor();
  });
});

describe('a new name', () => {
  it('is reported to the other window', async () => {
    await converse('A name of no use.', 'Noted.');
    const second = await laboratory.window();
    const beside = await second.openChatView();
    await chat.openFromArchive(beside, 'A name of no use');
    await window.runCommand('Neural Terminal: Rename Conversation…');
    await window.answerInput('A name of no use.', 'Lighthouse keepers');
    await beside.getByText('Renamed in another window: Lighthouse keepers').waitFor();
    await second.page.close();
  });
});

describe('the care of the archive', () => {
  it('finds it sound, also after everything above', async () => {
    await converse('Verify this.', 'All of it.');
    await window.runCommand('Neural Terminal: Verify Archive');
    await window.page.getByText('The archive is sound.').waitFor();
  });

  it('makes the index again from the logs', async () => {
    await converse('Rebuild from here.', 'From the logs.');
    await window.runCommand('Neural Terminal: Rebuild Archive Index');
    await window.page.getByText(/The index was made again from [\d,.]+ records/).waitFor();
    await chat.newConversation(frame);
    await chat.openFromArchive(frame, 'Rebuild from here');
    await chat.answer(frame).getByText('From the logs.').waitFor();
  });
});
