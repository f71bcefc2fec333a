import { expect, it } from 'vitest';
import type { Entry } from '../../../src/shared/protocol/surfaceState.ts';
import { atRest } from './atRest.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, chained, chat, conversation, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const total = 340;
const long = Array.from({ length: 12 }, (_, index) => `Paragraph ${index}.`).join('\n\n');
/** A whole conversation; every fifth entry is long, so that there is height that the browser only guesses at first. */
const all: readonly Entry[] = chained(
  Array.from({ length: total }, (_, index) =>
    index % 2 === 0 ? userEntry(`m${index}`, `Question ${index}`) : answerEntry(`m${index}`, index % 5 === 0 ? long : `Answer ${index}.`),
  ),
);
const from = (index: number) => surface({ conversation: conversation(), entries: all.slice(index), earlier: index });

/** Like the host: a hundred more above what is shown. */
function showEarlier(): void {
  let first = 240;
  app.host.on('showEarlier', async () => {
    const next = Math.max(0, first - 100);
    const entries = all.slice(next, first);
    first = next;
    await app.host.update({ op: 'above', entries, earlier: next });
    return null;
  });
}

const open = async (index = 240) => {
  app = await openApp({ state: from(index) });
  showEarlier();
};
const log = () => app.page.getByRole('log', { name: 'Conversation' });
const more = () => app.page.getByRole('button', { name: /earlier/ });
const entries = () => app.page.getByRole('article');
const scrollTo = (top: number) => log().evaluate((element, to) => (element.scrollTop = to), top);
const fromEnd = () => log().evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
it.each([
  [240, 'Show 100 earlier entries (240 above)'],
  [100, 'Show 100 earlier entries'],
  [2, 'Show 2 earlier entries'],
  [1, 'Show 1 earlier entry'],
])('with %i above, the button says "%s"', async (index, text) => {
  await open(index);
  await more().waitFor();
  expect(await app.page.locator('.earlier .button').textContent()).toBe(text);
});

it('there is no button where nothing stands above', async () => {
  await open(0);
  expect(await more().count()).toBe(0);
});

it('entries are counted from the beginning of the branch', async () => {
  await open();
  expect(await entries().first().locator('.gutter b').textContent()).toBe('0241');
  await app.host.update({ op: 'above', entries: all.slice(200, 240), earlier: 200 });
  expect(await entries().first().locator('.gutter b').textContent()).toBe('0201');
});

it('a hundred at a time come above, up to the beginning', async () => {
  await open();
  for (const count of [200, 300, 340]) {
    await more().focus();
    await app.page.keyboard.press('Enter');
    await expect.poll(() => entries().count()).toBe(count);
  }
  await more().waitFor({ state: 'detached' });
  expect(await log().evaluate((element) => element === document.activeElement)).toBe(true);
});

it.each([0, 5, 300, 1500])('what is read stays in its place when entries come above it, %i px from the top', async (top) => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  app.host.on('showEarlier', () => null);
  await scrollTo(top);
  await atRest(log());
  const read = log().locator('article').filter({ visible: true });
  const id = await read.evaluateAll((all) => all.find((entry) => entry.getBoundingClientRect().top > 150)?.getAttribute('data-below'));
  const place = () =>
    log()
      .locator(`[data-below="${id}"]`)
      .evaluate((entry) => entry.getBoundingClientRect().top);
  const before = await place();
  await app.host.update({ op: 'above', entries: all.slice(140, 240), earlier: 140 });
  // A scroller stands on whole pixels, its content need not.
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
  await atRest(log());
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
});

it('a user who scrolls to the top is shown more, without a jump and once at a time', async () => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  await log().hover();
  await app.page.mouse.wheel(0, -100_000);
  await expect.poll(() => entries().count()).toBe(200);
  await atRest(log());
  expect(app.host.requests('showEarlier')).toHaveLength(1);
  expect(await log().evaluate((element) => element.scrollTop)).toBeGreaterThan(1000);
});

it('no one is shown more by following the end', async () => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  await app.host.entry(streamingEntry('new', 1));
  await app.host.text(1, 0, long);
  await expect.poll(fromEnd).toBe(0);
  expect(app.host.requests('showEarlier')).toEqual([]);
});

it('the end is still followed when entries come above', async () => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  await app.host.update({ op: 'above', entries: all.slice(140, 240), earlier: 140 });
  await atRest(log());
  expect(await fromEnd()).toBe(0);
});

it('a place is found again after a reload', async () => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  await scrollTo(2000);
  await app.page.getByRole('button', { name: '↓ end' }).waitFor();
  await app.page.waitForFunction(() => !sessionStorage.getItem('vscode-webview-state')?.includes('"place":null'));
  await atRest(log());
  const kept = await app.page.evaluate(
    () => (JSON.parse(sessionStorage.getItem('vscode-webview-state') ?? '{}') as { place: { below: string; offset: number } }).place,
  );
  await app.page.reload();
  const offset = () =>
    log().evaluate((box, below) => {
      const top = box.querySelector(`[data-below="${below}"]`)?.getBoundingClientRect().top;
      return top === undefined ? Number.NaN : top - box.getBoundingClientRect().top;
    }, kept.below);
  await expect.poll(offset).toBeCloseTo(kept.offset, -1);
});

it('a conversation that is opened begins at its end, wherever one was in the last one', async () => {
  await open();
  await expect.poll(fromEnd).toBe(0);
  await scrollTo(1000);
  await app.page.getByRole('button', { name: '↓ end' }).waitFor();
  await app.host.snapshot({ ...chat(...all.slice(0, 60)), conversation: conversation({ id: 'other' }) });
  await expect.poll(() => entries().count()).toBe(60);
  await expect.poll(fromEnd).toBe(0);
});
