import { describe, expect, it } from 'vitest';
import type { DeletedItems } from '../../../src/shared/model/deleted.ts';
import { atRest } from './atRest.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { Refusal } from './scriptedHost.ts';
import { card, chat, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const metres = card(1, 'Metres', { tags: ['units'] });
const sentence = {
  id: 'm',
  conversationId: 'conversation-2',
  title: 'Light',
  role: 'user',
  text: 'How fast is it?',
  entryCount: 4,
} as const;
let items: DeletedItems;

async function open(deleted: DeletedItems = { conversations: [metres], entries: [sentence] }): Promise<void> {
  items = deleted;
  const deletedCount = deleted.conversations.length + deleted.entries.length;
  app = await openApp({ state: { ...chat(userEntry('a', 'Hello')), conversations: [card(2, 'Light')], deletedCount } });
  app.host.on('listDeleted', () => items);
}

const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const archive = () => app.page.getByRole('region', { name: 'Archive' });
const summary = () => archive().locator('summary', { hasText: 'Deleted' });
const deletedCards = () =>
  archive()
    .locator('details', { has: app.page.locator('summary', { hasText: 'Deleted' }) })
    .getByRole('listitem');
const unfold = async () => {
  await button('Archive').click();
  await summary().click();
};

describe('what was deleted', () => {
  it('stands folded at the end of the archive, with its number, and is read when it is opened', async () => {
    await open();
    await button('Archive').click();
    await expect.poll(() => summary().innerText()).toMatch(/deleted\s*2/i);
    expect([await deletedCards().count(), app.host.requests('listDeleted').length]).toEqual([0, 0]);
    await summary().click();
    await expect.poll(() => deletedCards().allInnerTexts()).toHaveLength(2);
    const [conversation, entry] = await deletedCards().allInnerTexts();
    expect(conversation).toMatch(/units[\s\S]*Metres[\s\S]*entries/);
    expect(entry).toMatch(/Question[\s\S]*How fast is it\?[\s\S]*Light[\s\S]*4 entries/);
    await summary().click();
    await expect.poll(() => deletedCards().count()).toBe(0);
  });

  it('is not mentioned where nothing is deleted', async () => {
    await open({ conversations: [], entries: [] });
    await button('Archive').click();
    await archive().getByRole('listitem').first().waitFor();
    expect(await summary().count()).toBe(0);
  });

  it('is shown by a command of the host, with the focus on it; also when it is nothing', async () => {
    await open({ conversations: [], entries: [] });
    await app.host.post({ type: 'hostCommand', command: 'openDeleted' });
    await archive().getByText('Nothing is deleted.').waitFor();
    expect(await app.page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    await app.page.keyboard.press('Escape');
    await archive().waitFor({ state: 'detached' });
    await button('Archive').click();
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search archive');
  });

  it('does not move the archive to its end until it is asked for; then what it holds is in sight', async () => {
    items = { conversations: [metres], entries: [sentence] };
    const conversations = Array.from({ length: 30 }, (_, index) => card(index + 2, `Card ${index}`));
    app = await openApp({ state: { ...chat(userEntry('a', 'Hello')), conversations, deletedCount: 2 } });
    app.host.on('listDeleted', () => items);
    await button('Archive').click();
    await archive().getByRole('listitem').first().waitFor();
    await atRest(archive().locator('.cabinet'));
    expect(
      await archive()
        .locator('.cabinet')
        .evaluate(({ scrollTop }) => scrollTop),
    ).toBe(0);
    await app.page.keyboard.press('Escape');
    await app.host.post({ type: 'hostCommand', command: 'openDeleted' });
    const last = deletedCards().last();
    await last.waitFor();
    const isInSight = () =>
      last.evaluate(
        (element) => element.getBoundingClientRect().bottom <= (element.closest('.cabinet')?.getBoundingClientRect().bottom ?? 0) + 1,
      );
    await expect.poll(isInSight).toBe(true);
  });

  it('is found by the search of the archive: by title, tag and text', async () => {
    await open();
    await button('Archive').click();
    const search = archive().getByRole('searchbox', { name: 'Search archive' });
    for (const [query, found] of [
      ['METRES', 'Metres'],
      ['units', 'Metres'],
      ['how fast', 'How fast is it?'],
    ] as const) {
      await search.fill(query);
      await expect.poll(() => deletedCards().allInnerTexts()).toEqual([expect.stringContaining(found)]);
    }
    await search.fill('nothing of the kind');
    await archive().getByText('Nothing deleted matches.').waitFor();
  });

  it('is read again when another window deletes or restores', async () => {
    await open();
    await unfold();
    await expect.poll(() => deletedCards().count()).toBe(2);
    items = { conversations: [], entries: [sentence] };
    await app.host.update({ op: 'deleted', count: 1 });
    await expect.poll(() => deletedCards().count()).toBe(1);
  });

  it('and cannot be read says why', async () => {
    await open();
    app.host.on('listDeleted', () => new Refusal({ code: 'ARCHIVE_DAMAGED', message: 'The archive could not be opened.' }));
    await unfold();
    await archive().getByRole('alert').getByText('The archive could not be opened.').waitFor();
  });
});

describe('a deleted conversation', () => {
  const action = (name: string) => deletedCards().filter({ hasText: 'Metres' }).getByRole('button', { name, exact: true });

  it('is restored where it stands, and the archive stays open', async () => {
    await open();
    await unfold();
    await action('Restore').click();
    await expect.poll(() => app.host.requests('changeConversation')).toEqual([{ id: metres.id, changes: { deleted: false } }]);
    await app.page.getByRole('status').getByText('Restored: Metres').waitFor();
    expect(await archive().isVisible()).toBe(true);
  });

  it('is erased for good, and the list is read again', async () => {
    await open();
    await unfold();
    await action('Restore').waitFor();
    app.host.on('eraseConversation', () => {
      items = { conversations: [], entries: [sentence] };
      return { isErased: true };
    });
    await action('Erase for Good…').click();
    await expect.poll(() => deletedCards().count()).toBe(1);
    expect(app.host.requests('eraseConversation')).toEqual([{ id: metres.id }]);
  });

  it('can be read before that', async () => {
    await open();
    await unfold();
    await deletedCards().filter({ hasText: 'Metres' }).click();
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: metres.id }]);
  });
});

describe('a deleted entry', () => {
  it('is restored, and shown: the archive gives way', async () => {
    await open();
    await unfold();
    await deletedCards().filter({ hasText: 'How fast' }).getByRole('button', { name: 'Restore', exact: true }).click();
    await expect.poll(() => app.host.requests('restoreEntry')).toEqual([{ conversation: 'conversation-2', entry: 'm' }]);
    await archive().waitFor({ state: 'detached' });
  });

  const erase = () => deletedCards().filter({ hasText: 'How fast' }).getByRole('button', { name: 'Erase for Good…', exact: true });

  it('is erased for good, with all below it, and the list is read again', async () => {
    await open();
    await unfold();
    await erase().waitFor();
    app.host.on('eraseEntry', () => {
      items = { conversations: [metres], entries: [] };
      return { isErased: true };
    });
    await erase().click();
    await expect.poll(() => deletedCards().count()).toBe(1);
    expect(app.host.requests('eraseEntry')).toEqual([{ conversation: 'conversation-2', entry: 'm' }]);
    expect(await archive().isVisible()).toBe(true);
  });

  it('that a fork begins with stays, and the reason is said', async () => {
    await open();
    await unfold();
    app.host.on('eraseEntry', () => new Refusal({ code: 'REFUSED', message: 'Nothing was erased: forks begin with it.' }));
    await erase().click();
    await app.page.getByText('Nothing was erased: forks begin with it.').waitFor();
    expect(await deletedCards().count()).toBe(2);
  });
});
