import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../src/shared/model/conversation.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { card, chat, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const conversations = [
  card(0, 'Metres', { pinned: true, tags: ['units', 'school'] }),
  card(1, 'Yards', { forked: true }),
  card(2, 'Light'),
  card(3, 'Old notes', { status: 'archived', tags: ['paper'] }),
];
const archive = () => app.page.getByRole('region', { name: 'Archive' });
const cards = () => archive().getByRole('listitem');
const titled = (title: string) => cards().filter({ hasText: title });
const action = (title: string, name: string) => titled(title).getByRole('button', { name, exact: true });
const archived = () => archive().getByText('Archived', { exact: false }).first();
const changes = () => app.host.requests('changeConversation');
const focusedText = () =>
  app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
const show = (list: readonly ConversationSummary[]) => app.host.update({ op: 'conversations', conversations: list });

beforeEach(async () => {
  app = await openApp({ state: { ...chat(userEntry('a', 'Hello')), conversations } });
  await app.page.getByRole('button', { name: 'Archive', exact: true }).click();
});

describe('a card', () => {
  it('shows on its tab what it is marked with', async () => {
    expect(await titled('Metres').locator('.card-tab').textContent()).toMatch(/^Pinned .*unitsschool$/);
    expect(await titled('Yards').locator('.card-tab').textContent()).toMatch(/^Fork /);
    expect(await titled('Light').locator('.card-tab').textContent()).not.toMatch(/Pinned|Fork/);
  });

  it.each([
    ['Light', 'Pin', 'conversation-2', { pinned: true }],
    ['Metres', 'Unpin', 'conversation-0', { pinned: false }],
    ['Light', 'Archive it', 'conversation-2', { status: 'archived' }],
    ['Light', 'Delete', 'conversation-2', { deleted: true }],
  ] as const)('(%s) has "%s"', async (title, name, id, expected) => {
    await action(title, name).click();
    await expect.poll(changes).toEqual([{ id, changes: expected }]);
  });

  it('opens at a click in its middle: its actions only take the last line', async () => {
    await titled('Light').click();
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: 'conversation-2' }]);
  });

  it('shows its actions under the hand and to the keyboard, and takes no room for them', async () => {
    const opacity = () =>
      titled('Light')
        .locator('.card-actions')
        .evaluate((row) => getComputedStyle(row).opacity);
    const size = await titled('Light').boundingBox();
    expect(await opacity()).toBe('0');
    await titled('Light').hover();
    await expect.poll(opacity).toBe('1');
    expect(await titled('Light').boundingBox()).toEqual(size);
    await titled('Metres').hover();
    await expect.poll(opacity).toBe('0');
    await titled('Light').locator('button.card-face').focus();
    await app.page.keyboard.press('Tab');
    await expect.poll(opacity).toBe('1');
  });

  it('keeps the focus when it moves within the file', async () => {
    await action('Light', 'Pin').focus();
    await app.page.keyboard.press('Enter');
    const [metres, yards, light, old] = conversations;
    await show([{ ...light!, pinned: true }, metres!, yards!, old!]);
    expect(await focusedText()).toBe('Unpin');
  });

  it('that leaves hands the focus over to the search', async () => {
    await action('Light', 'Delete').focus();
    await app.page.keyboard.press('Enter');
    await show(conversations.filter(({ title }) => title !== 'Light'));
    expect(await focusedText()).toBe('Search archive');
  });
});

describe('a title', () => {
  const field = () => archive().getByRole('textbox', { name: 'Title' });
  const rename = async () => {
    await action('Yards', 'Rename').click();
    await expect.poll(() => field().inputValue()).toBe('Yards');
  };

  it('is changed in its place; Enter saves it', async () => {
    await rename();
    await app.page.keyboard.type('  Yards and miles ');
    await app.page.keyboard.press('Enter');
    await expect.poll(changes).toEqual([{ id: 'conversation-1', changes: { title: 'Yards and miles' } }]);
    await field().waitFor({ state: 'detached' });
    expect(await focusedText()).toContain('Yards');
  });

  it('stays as it was after Escape, and the drawer stays open', async () => {
    await rename();
    await app.page.keyboard.type('Miles');
    await app.page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
    await titled('Yards').waitFor();
    expect(changes()).toEqual([]);
    expect(await focusedText()).toContain('Yards');
  });

  it.each(['', '   ', 'Yards'])('is not changed into %j', async (title) => {
    await rename();
    await field().fill(title);
    await app.page.keyboard.press('Enter');
    await field().waitFor({ state: 'detached' });
    expect(changes()).toEqual([]);
  });

  it('is not saved by the Enter of an input method', async () => {
    await rename();
    const session = await app.page.context().newCDPSession(app.page);
    await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await app.page.keyboard.press('Enter');
    expect(await field().isVisible()).toBe(true);
    expect(changes()).toEqual([]);
  });
});

describe('tags', () => {
  it('stand further apart than the words of one', async () => {
    const distances = await titled('Metres')
      .locator('.tag')
      .evaluateAll(([first, second]) => {
        const words = document.createRange();
        words.setStart(second!.firstChild!, 0);
        words.setEnd(second!.firstChild!, 1);
        const apart = second!.getBoundingClientRect().left - first!.getBoundingClientRect().right;
        return apart / words.getBoundingClientRect().width;
      });
    // In characters: one of them is a space.
    expect(distances).toBeGreaterThan(2);
  });

  const field = () => archive().getByRole('textbox', { name: 'Tags, separated by commas' });

  it.each([300, 480, 1040])(
    'stand whole beside each other at %i px, or end in an ellipsis and say the whole to the pointer',
    async (width) => {
      await app.page.setViewportSize({ width, height: 800 });
      const tags = [
        'units',
        'memory leaks',
        'review',
        'a-tag-that-is-longer-than-any-card-of-the-file-is-wide-and-goes-on-and-on-behind-it',
      ];
      await show([0, 1, 2].map((index) => card(index, `Card ${index}`, { pinned: true, forked: true, tags })));
      await expect.poll(() => archive().locator('.tag').count()).toBe(12);
      const shown = await archive()
        .locator('.tag')
        .evaluateAll((all) =>
          all.map((tag) => ({
            text: tag.textContent,
            cut: tag.scrollWidth > tag.clientWidth,
            ellipsis: getComputedStyle(tag).textOverflow === 'ellipsis',
            title: tag.getAttribute('title'),
            width: tag.clientWidth,
          })),
        );
      for (const { text, title, ellipsis } of shown) expect({ title, ellipsis }).toEqual({ title: text, ellipsis: true });
      expect(shown.filter(({ text, cut }) => cut && text !== tags[3])).toEqual([]);
      for (const { text, cut, width: room } of shown) if (cut) expect({ text, enough: room >= 100 }).toEqual({ text, enough: true });

      const places = await cards().evaluateAll((all) =>
        all.map((one) => {
          const [tab, face] = ['.card-tab', '.card-face'].map((part) => one.querySelector(part)!.getBoundingClientRect());
          return { within: tab!.right <= face!.right && tab!.left >= face!.left, above: tab!.bottom - face!.top };
        }),
      );
      for (const { within, above } of places) {
        expect(within).toBe(true);
        // The tab only covers the line of its card.
        expect(above).toBeCloseTo(1, 1);
      }
    },
  );

  it('are changed on the card', async () => {
    await action('Metres', 'Tags').click();
    await expect.poll(() => field().inputValue()).toBe('units, school');
    await field().fill('units , metric,');
    await app.page.keyboard.press('Enter');
    await expect.poll(changes).toEqual([{ id: 'conversation-0', changes: { tags: ['units', 'metric'] } }]);
    expect(await focusedText()).toContain('Metres');
  });

  it('can be taken away, and stay as they were after Escape', async () => {
    await action('Metres', 'Tags').click();
    await app.page.keyboard.type('other');
    await app.page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
    expect(changes()).toEqual([]);
    await action('Metres', 'Tags').click();
    await field().fill('');
    await app.page.keyboard.press('Enter');
    await expect.poll(changes).toEqual([{ id: 'conversation-0', changes: { tags: [] } }]);
  });
});

describe('what is archived', () => {
  it('stands folded at the end', async () => {
    expect(await cards().count()).toBe(3);
    await archived().click();
    expect(await cards().count()).toBe(4);
    expect(await cards().last().textContent()).toContain('Old notes');
  });

  it('can be taken out again', async () => {
    await archived().click();
    await action('Old notes', 'Unarchive').click();
    await expect.poll(changes).toEqual([{ id: 'conversation-3', changes: { status: 'active' } }]);
  });

  it.each(['old', 'PAPER'])('is found by the search for %j, by title and tag', async (query) => {
    await app.page.getByRole('searchbox', { name: 'Search archive' }).fill(query);
    await titled('Old notes').waitFor();
    expect(await cards().count()).toBe(1);
  });
});
