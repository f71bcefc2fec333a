import { describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { answerEntry, card, chat, conversation, status, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const whole = () => chat(userEntry('a', 'How long is a metre?'), answerEntry('b', '100 cm.'));
const open = async (state: SurfaceState = whole()) => {
  app = await openApp({ state });
  app.host.on('deleteEntry', () => ({ entryCount: 1 }));
};
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const notice = (text: string) => app.page.getByRole('status').getByText(text, { exact: true });
const deleteAnswer = () => app.page.getByRole('article').last().getByRole('button', { name: 'Delete', exact: true }).click();
const entryDeleted = 'Entry 0002 deleted. It stays in the archive under Deleted.';
const focused = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);

describe('an entry', () => {
  it('is deleted at once, and can be had back', async () => {
    await open();
    await deleteAnswer();
    await notice(entryDeleted).waitFor();
    expect(app.host.requests('deleteEntry')).toEqual([{ entry: 'b' }]);
    await button('Undo').click();
    await expect.poll(() => app.host.requests('restoreEntry')).toEqual([{ conversation: conversation().id, entry: 'b' }]);
    await notice(entryDeleted).waitFor({ state: 'detached' });
  });

  it('says how many went with it', async () => {
    await open();
    app.host.on('deleteEntry', () => ({ entryCount: 4 }));
    await app.page.getByRole('article').first().getByRole('button', { name: 'Delete', exact: true }).click();
    await notice('4 entries deleted (0001 and what followed). They stay in the archive under Deleted.').waitFor();
  });

  it('that may not be deleted says why, and nothing can be undone', async () => {
    await open();
    app.host.on('deleteEntry', () => new Refusal({ code: 'REFUSED', message: 'This answer is still arriving.' }));
    await deleteAnswer();
    await app.page.getByRole('alert').getByText('This answer is still arriving.').waitFor();
    expect(await button('Undo').count()).toBe(0);
  });

  it('comes back in its own conversation, wherever the person is by then', async () => {
    await open();
    await deleteAnswer();
    await notice(entryDeleted).waitFor();
    await app.host.snapshot({ ...chat(userEntry('x', 'Other')), conversation: conversation({ id: 'other' }) });
    await app.page.getByRole('article').getByText('Other').waitFor();
    await button('Undo').click();
    await expect.poll(() => app.host.requests('restoreEntry')).toEqual([{ conversation: conversation().id, entry: 'b' }]);
  });
});

describe('the way back', () => {
  it('leaves the focus in the composer, and Undo is one step before it', async () => {
    await open();
    await deleteAnswer();
    await notice(entryDeleted).waitFor();
    expect(await focused()).toBe('Message');
    await app.page.keyboard.press('Shift+Tab');
    await app.page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Undo');
    await app.page.keyboard.press('Enter');
    await expect.poll(() => app.host.requests('restoreEntry').length).toBe(1);
  });

  it('stays until it is dismissed', async () => {
    await open();
    await deleteAnswer();
    await button('Dismiss').click();
    await notice(entryDeleted).waitFor({ state: 'detached' });
    expect(await button('Undo').count()).toBe(0);
    expect(app.host.requests('deleteEntry')).toHaveLength(1);
  });

  it('stays while one reads, copies and writes, and goes with the next action', async () => {
    await open();
    await deleteAnswer();
    await app.page.getByRole('article').first().getByRole('button', { name: 'Copy', exact: true }).click();
    await app.page.getByRole('textbox', { name: 'Message' }).fill('Next');
    await notice(entryDeleted).waitFor();
    await app.page.keyboard.press('Enter');
    await notice(entryDeleted).waitFor({ state: 'detached' });
  });
});

describe('a conversation', () => {
  const undone = async () => {
    await button('Undo').click();
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: 'conversation-1' }]);
    expect(app.host.requests('changeConversation').at(-1)).toEqual({ id: 'conversation-1', changes: { deleted: false } });
  };

  it('is deleted from its card, and can be had back', async () => {
    await open({ ...whole(), conversations: [card(1, 'Metres')] });
    await button('Archive').click();
    await app.page.getByRole('listitem').getByRole('button', { name: 'Delete', exact: true }).click();
    await notice('Deleted: Metres (2 entries). It stays in the archive under Deleted.').waitFor();
    expect(app.host.requests('changeConversation')).toEqual([{ id: 'conversation-1', changes: { deleted: true } }]);
    await undone();
  });

  it('that was deleted by other means can be had back here too', async () => {
    await open();
    await app.host.post({
      type: 'hostCommand',
      command: 'deleted',
      conversation: { id: 'conversation-1', title: 'Metres', messageCount: 2 },
    });
    await notice('Deleted: Metres (2 entries). It stays in the archive under Deleted.').waitFor();
    await undone();
  });

  it('that was deleted elsewhere says so on the screen, and is restored at the press of a button', async () => {
    await open();
    await app.host.update({ op: 'conversation', conversation: conversation({ deleted: true }) });
    await app.page.getByText('This conversation is deleted. Nothing is lost.').waitFor();
    await button('Restore').click();
    await expect.poll(() => app.host.requests('changeConversation')).toEqual([{ id: conversation().id, changes: { deleted: false } }]);
    await app.host.update({ op: 'conversation', conversation: conversation() });
    await app.page.getByText('This conversation is deleted.').waitFor({ state: 'detached' });
  });
});

describe('what happened elsewhere', () => {
  it('is shown', async () => {
    await open();
    await app.host.post({ type: 'hostCommand', command: 'notice', text: 'Renamed in another window: Yards' });
    await notice('Renamed in another window: Yards').waitFor();
    await button('Dismiss').click();
    await notice('Renamed in another window: Yards').waitFor({ state: 'detached' });
  });

  it('does not take the way back away', async () => {
    await open();
    await deleteAnswer();
    await app.host.post({ type: 'hostCommand', command: 'notice', text: 'Renamed in another window: Yards' });
    await notice('Renamed in another window: Yards').waitFor();
    await notice(entryDeleted).waitFor();
  });
});

describe('trouble with the archive', () => {
  const troubled = (state: 'readonly' | 'damaged', detail: string) => status({ archive: { state, detail } });
  const alert = () => app.page.getByRole('alert');
  const buttons = () => app.page.locator('.banner .button').allTextContents();

  it.each([
    ['readonly', ['Show Log', 'Fold away']],
    ['damaged', ['Verify now', 'Show Log', 'Fold away']],
  ] as const)('(%s) is an alert that says what it is and what can be done', async (state, expected) => {
    await open({ ...whole(), status: troubled(state, 'Three lines could not be read.') });
    await alert().getByText('Three lines could not be read.').waitFor();
    expect(await buttons()).toEqual(expected);
  });

  it('offers to verify and to look into the log', async () => {
    await open({ ...whole(), status: troubled('damaged', '') });
    await button('Verify now').click();
    await button('Show Log').click();
    await expect.poll(() => [app.host.requests('verifyArchive').length, app.host.requests('showLog').length]).toEqual([1, 1]);
  });

  it('comes and goes with the state', async () => {
    await open();
    expect(await alert().count()).toBe(0);
    await app.host.update({ op: 'status', status: troubled('readonly', 'The disk is full.') });
    await alert().getByText('The disk is full.').waitFor();
    await app.host.update({ op: 'status', status: status() });
    await alert().waitFor({ state: 'detached' });
  });

  it('that was folded away stays away over a reload, and another trouble comes up', async () => {
    await open({ ...whole(), status: troubled('damaged', 'One line.') });
    await button('Fold away').click();
    await alert().waitFor({ state: 'detached' });
    await app.page.waitForFunction(() => sessionStorage.getItem('vscode-webview-state')?.includes('One line.'));
    await app.page.reload();
    await app.page.getByText('100 cm.').waitFor();
    expect(await alert().count()).toBe(0);
    await app.host.update({ op: 'status', status: troubled('damaged', 'Two lines.') });
    await alert().getByText('Two lines.').waitFor();
  });
});
