import { describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, chat, conversation, model, sonnet, status, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const longId = 'nousresearch/hermes-4-llama-3.1-405b-instruct-turbo-preview-long-context-2026-06-30-extended';
const talk = chat(userEntry('a', 'Hello'), answerEntry('b', 'Yes.'));
const withModel = (id: string, endpoint = 'openrouter.ai'): SurfaceState => ({
  ...talk,
  status: status({ modelId: id, model: model({ id }), endpoint }),
});

/** Left and right edge of each part of the line, in px. */
const parts = () =>
  app.page.evaluate(() =>
    [...document.querySelectorAll('.archive-handle, .header > :is(.lamps, .model-button, .who, .plate, .new)')]
      .map((part) => ({ part: part.className, position: getComputedStyle(part).position, box: part.getBoundingClientRect() }))
      .filter(({ position, box }) => position !== 'absolute' && box.width > 0)
      .map(({ part, box: { left, right, top } }) => ({ part, left, right, top }))
      .sort((a, b) => a.left - b.left),
  );

describe.each([300, 340, 480, 640, 700, 768, 960, 1000, 1040, 1119, 1120, 1280, 1600])('%i px wide', (width) => {
  it.each([
    ['a usual model', withModel(sonnet)],
    ['a model with a long name at a server with a long one', withModel(longId, 'models.laboratory.an-organisation.example:41871')],
    ['a short one', withModel('lab/x')],
  ])('everything of the header has its own place in it, with %s', async (_name, state) => {
    app = await openApp({ state, width });
    await app.page.evaluate(() => document.fonts.ready);
    const all = await parts();
    const beside = width < 1120 ? all : all.filter(({ part }) => part !== 'archive-handle');
    for (const [index, { part, left, right }] of beside.entries()) {
      expect({ part, left: left >= (beside[index - 1]?.right ?? 0) - 0.5, right: right <= width }).toEqual({
        part,
        left: true,
        right: true,
      });
    }
    const add = all.find(({ part }) => part.startsWith('new'))!;
    expect(add.right - add.left).toBeGreaterThanOrEqual(24);
  });
});

/** What is wider than its box, or ends in an ellipsis without saying the whole in a tooltip. */
const cutOff = () =>
  app.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.header :is(h1, .place, .doing, .model-value, .who, .who b)')]
      .filter((part) => part.getBoundingClientRect().width > 0 && (part.closest('.plate')?.clientWidth ?? 2) > 1)
      .map((part) => {
        const range = new Range();
        range.selectNodeContents(part);
        const cut = range.getBoundingClientRect().width > part.getBoundingClientRect().width + 0.02;
        const { textOverflow } = getComputedStyle(part);
        return { part: part.className || part.localName, cut, told: textOverflow === 'ellipsis' && part.closest('[title]') !== null };
      })
      .filter(({ cut }) => cut),
  );

describe.each([280, 300, 340, 480, 639, 640, 700, 768, 900, 960, 1000, 1040, 1080, 1119, 1120, 1160, 1200, 1280, 1600])(
  'at %i px',
  (width) => {
    it('what is being done is said in whole words, and whatever else is cut says so', async () => {
      const streaming = { ...chat(userEntry('a', 'Hello'), streamingEntry('b', 1)), status: status() };
      app = await openApp({ state: streaming, width });
      await app.page.evaluate(() => document.fonts.ready);
      for (const words of ['Streaming', 'System ready', 'Waiting 100 s']) {
        await app.page.locator('.doing').evaluate((element, text) => (element.lastChild!.textContent = text), words);
        const cut = await cutOff();
        expect(cut.filter(({ told }) => !told)).toEqual([]);
        expect(cut.map(({ part }) => part)).not.toContain('doing');
        if (width >= 300) expect(cut.map(({ part }) => part)).not.toContain('model-value');
      }
    });
  },
);

it.each([
  [1, '1 model'],
  [2, '2 models'],
])('counts %i of the models as "%s"', async (modelCount, words) => {
  app = await openApp({ state: { ...talk, status: status({ modelCount }) }, width: 1040 });
  await app.page.getByText(new RegExp(`OpenRouter // ${words} // `)).waitFor();
});

it('the title has room for 24 characters beside a long model, from where it is shown on', async () => {
  for (const width of [960, 1040]) {
    app = await openApp({ state: withModel(longId), width });
    const room = await app.page.locator('.who b').evaluate((title) => {
      const character = document.createElement('span');
      character.textContent = '0';
      title.append(character);
      const one = character.getBoundingClientRect().width;
      character.remove();
      return title.getBoundingClientRect().width / one;
    });
    expect(room).toBeGreaterThanOrEqual(23.9);
  }
});

it('a model is named whole in a narrow sidebar', async () => {
  app = await openApp({ state: withModel(sonnet), width: 300 });
  await app.page.evaluate(() => document.fonts.ready);
  const value = app.page.locator('.model-value');
  expect(await value.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

it('a lamp says what it is to the pointer as well, where it has no word beside it', async () => {
  app = await openApp({ state: talk, width: 300 });
  const titles = await app.page.locator('.lamp').evaluateAll((lamps) => lamps.map((lamp) => lamp.getAttribute('title')));
  expect(titles).toEqual(['Link: key stored', 'Store: writing', 'Budget: within limits']);
});

it('what commands have done to the conversation stands beside its number', async () => {
  app = await openApp({
    state: { ...talk, conversation: conversation({ pinned: true, status: 'archived', tags: ['units', 'metre'] }) },
    width: 1200,
  });
  expect(await app.page.locator('.who').innerText()).toMatch(/^7f3a91c2 · pinned · archived · units · metre\n/);
});

describe('below the width from which the conversation stands in the header', () => {
  const marks = () => app.page.locator('.marks');
  const marked = {
    ...talk,
    conversation: conversation({ pinned: true, status: 'archived', tags: ['units', 'metre', 'memory leaks of streams'] }),
  };

  it.each([300, 480, 700, 959])('its marks have a line of their own at %i px', async (width) => {
    app = await openApp({ state: marked, width });
    await app.page.evaluate(() => document.fonts.ready);
    const words = ['pinned', 'archived', 'units', 'metre', 'memory leaks of streams'];
    expect(await marks().innerText()).toBe(words.join(' · '));
    expect(await marks().getAttribute('title')).toBe(words.join('\n'));
    const line = await marks().evaluate((element) => {
      const { left, right, top } = element.getBoundingClientRect();
      const below = document.querySelector('.header')!.getBoundingClientRect().bottom;
      const { textOverflow, overflowX } = getComputedStyle(element);
      return { left, right, under: top >= below, textOverflow, overflowX };
    });
    expect(line).toEqual({ left: 0, right: width, under: true, textOverflow: 'ellipsis', overflowX: 'hidden' });
    for (const { right } of await parts()) expect(right).toBeLessThanOrEqual(width);
  });

  it('there is no such line without marks', async () => {
    app = await openApp({ state: { ...talk, conversation: conversation() }, width: 300 });
    expect(await marks().count()).toBe(0);
  });

  it('nor does a panel drawn nearly shut have room for it', async () => {
    app = await openApp({ state: marked, width: 300, height: 158 });
    expect(await marks().isVisible()).toBe(false);
  });

  it.each([960, 1120])('nor where they stand beside its number, at %i px', async (width) => {
    app = await openApp({ state: marked, width });
    expect(await marks().isVisible()).toBe(false);
    expect(await app.page.locator('.who').isVisible()).toBe(true);
  });
});

it.each([
  ['was refused', { endpoint: '', endpointProblem: 'The base URL must begin with https.' }, 'Address refused'],
  [
    'nobody has agreed to',
    { endpoint: 'models.example', endpointProblem: 'You have not confirmed it.' },
    'models.example // not confirmed',
  ],
])('the plate says of an address that %s just that', async (_what, fields, said) => {
  app = await openApp({ state: { ...talk, status: status(fields) }, width: 1040 });
  expect(await app.page.locator('.plate').textContent()).toContain(said);
});
