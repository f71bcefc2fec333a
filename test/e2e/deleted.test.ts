import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

async function converse(question: string): Promise<void> {
  laboratory.simulator.say(`About: ${question}`);
  await chat.transmit(frame, question);
  await chat.answer(frame).getByText(`About: ${question}`).waitFor();
  await chat.settled(frame);
}

const dismiss = () => frame.getByRole('button', { name: 'Dismiss' }).click();
/** A card of what was deleted; its actions come up under the pointer. */
const deletedCard = (surface: Frame, text: string): Locator =>
  surface
    .getByRole('region', { name: 'Archive' })
    .locator('details', { has: surface.locator('summary', { hasText: 'Deleted' }) })
    .getByRole('listitem')
    .filter({ hasText: text });

it('a conversation that was deleted and dismissed is restored after a reload', async () => {
  await converse('Where is the lighthouse?');
  await window.runCommand('Neural Terminal: Delete Conversation');
  await frame.getByText('Deleted: Where is the lighthouse? (2 entries). It stays in the archive under Deleted.').waitFor();
  await dismiss();
  await window.reload();
  frame = await window.chat('sidebar');
  await window.runCommand('Neural Terminal: Recently Deleted');
  await deletedCard(frame, 'Where is the lighthouse?').hover();
  await deletedCard(frame, 'Where is the lighthouse?').getByRole('button', { name: 'Restore' }).click();
  await deletedCard(frame, 'Where is the lighthouse?').waitFor({ state: 'detached' });
  await chat.openFromArchive(frame, 'Where is the lighthouse?');
  await chat.answer(frame).getByText('About: Where is the lighthouse?').waitFor();
});

it('entries that were deleted and dismissed are restored in another window', async () => {
  await converse('And who keeps it?');
  await frame.locator('article').nth(2).getByRole('button', { name: 'Delete', exact: true }).click();
  await frame.getByText('2 entries deleted (0003 and what followed). They stay in the archive under Deleted.').waitFor();
  await dismiss();
  const second = await laboratory.window();
  const beside = await second.openChatView();
  await second.runCommand('Neural Terminal: Recently Deleted');
  await deletedCard(beside, 'And who keeps it?').hover();
  await deletedCard(beside, 'And who keeps it?').getByRole('button', { name: 'Restore' }).click();
  await chat.answer(beside).getByText('About: And who keeps it?').waitFor();
  await chat.answer(frame).getByText('About: And who keeps it?').waitFor();
  await second.page.close();
});

it('an entry that was deleted is erased for good with what is below it, and does not come back with a reload', async () => {
  await frame.locator('article').nth(2).getByRole('button', { name: 'Delete', exact: true }).click();
  await frame.getByText('2 entries deleted (0003 and what followed).').waitFor();
  await dismiss();
  await window.runCommand('Neural Terminal: Recently Deleted');
  await deletedCard(frame, 'And who keeps it?').hover();
  await deletedCard(frame, 'And who keeps it?').getByRole('button', { name: 'Erase for Good…' }).click();
  await window.page.getByText('Erase 2 entries of “Where is the lighthouse?” for good?').waitFor();
  await window.page.getByRole('button', { name: 'Erase for Good' }).click();
  await window.page.getByText('The text is in no file of the archive any more.').waitFor();
  await expect.poll(() => deletedCard(frame, 'And who keeps it?').count()).toBe(0);
  await window.reload();
  frame = await window.chat('sidebar');
  await chat.answer(frame).getByText('About: Where is the lighthouse?').waitFor();
  expect(await frame.locator('article').count()).toBe(2);
});

it('a conversation that was deleted long before is erased for good', async () => {
  await window.runCommand('Neural Terminal: Delete Conversation');
  await chat.answer(frame).waitFor({ state: 'detached' });
  await window.runCommand('Neural Terminal: Recently Deleted');
  await deletedCard(frame, 'Where is the lighthouse?').hover();
  await deletedCard(frame, 'Where is the lighthouse?').getByRole('button', { name: 'Erase for Good…' }).click();
  await window.page.getByRole('button', { name: 'Erase for Good' }).click();
  await window.page.getByText('The text is in no file of the archive any more.').waitFor();
  await expect.poll(() => deletedCard(frame, 'Where is the lighthouse?').count()).toBe(0);
});
