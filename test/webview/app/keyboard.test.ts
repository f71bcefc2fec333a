// Keys and focus: nothing typed goes astray, and everything is reached without a mouse in few steps.
import type { CDPSession } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, card, chat, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const open = async (state: SurfaceState, width = 480) => (app = await openApp({ state, width }));
const press = (key: string) => app.page.keyboard.press(key);
const field = () => app.page.getByRole('textbox', { name: 'Message' });
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const focused = () =>
  app.page.evaluate(() => {
    const { activeElement } = document;
    return (
      activeElement?.closest('vscode-button, button')?.textContent ?? activeElement?.getAttribute('aria-label') ?? activeElement?.tagName
    );
  });

const conversations = [card(0, 'Metres'), card(1, 'Yards'), card(2, 'Light')];
const many = chat(
  ...Array.from({ length: 12 }, (_, index) => [
    userEntry(`q${index}`, `Question ${index}`),
    answerEntry(`a${index}`, `Answer ${index}`),
  ]).flat(),
);

describe('a key that ends a composition', () => {
  /** As Chromium reports it: `isComposing` is false again, the key code is 229. */
  async function composed(key: 'Enter' | 'Escape'): Promise<void> {
    const session: CDPSession = await app.page.context().newCDPSession(app.page);
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode: 229 });
  }

  it('chooses no model, and does not close the rack', async () => {
    await open(surface());
    await button('Model').click();
    const search = app.page.getByRole('searchbox', { name: 'Search models' });
    await search.fill('日本');
    await composed('Enter');
    await composed('Escape');
    expect([await search.inputValue(), app.host.requests('selectModel')]).toEqual(['日本', []]);
  });

  it('neither opens nor closes anything in the archive search', async () => {
    await open({ ...surface(), conversations });
    await button('Archive').click();
    const search = app.page.getByRole('searchbox', { name: 'Search archive' });
    await search.fill('e');
    await composed('Enter');
    await composed('Escape');
    expect([await search.inputValue(), app.host.requests('openConversation')]).toEqual(['e', []]);
  });

  it('neither renames a card nor gives it up', async () => {
    await open({ ...surface(), conversations });
    await button('Archive').click();
    await app.page.getByRole('listitem').filter({ hasText: 'Yards' }).hover();
    await app.page.getByRole('listitem').filter({ hasText: 'Yards' }).getByRole('button', { name: 'Rename' }).click();
    const title = app.page.getByRole('textbox', { name: 'Title' });
    await title.fill('単位');
    await composed('Enter');
    await composed('Escape');
    expect([await title.inputValue(), app.host.requests('changeConversation')]).toEqual(['単位', []]);
  });

  it('neither sends a message nor stops an answer', async () => {
    await open(chat(userEntry('a', 'Hello'), streamingEntry('b', 1, 'So far')));
    await field().fill('こんにちは');
    await composed('Enter');
    await composed('Escape');
    expect([app.host.requests('ask'), app.host.requests('stop')]).toEqual([[], []]);
  });
});

describe('undo', () => {
  it.each(['Control+z', 'Control+Shift+Z', 'Control+y'])('%s is the browser’s, and never reaches VS Code', async (key) => {
    await open(surface());
    await app.page.evaluate(() => {
      const reached: string[] = [];
      Object.assign(globalThis, { reached });
      window.addEventListener('keydown', ({ key: name }) => reached.push(name));
    });
    await field().click();
    await app.page.keyboard.type('alpha beta');
    await press(key);
    const reached = await app.page.evaluate(() => (globalThis as unknown as { reached: string[] }).reached);
    expect(reached.join('')).toContain('alpha beta');
    expect(reached.filter((name) => ['z', 'Z', 'y'].includes(name))).toEqual([]);
  });

  it('on an entry means nothing, and does not reach VS Code either', async () => {
    await open(chat(userEntry('a', 'Hello'), answerEntry('b', 'Hello.')));
    await app.page.evaluate(() => {
      const reached: string[] = [];
      Object.assign(globalThis, { reached });
      window.addEventListener('keydown', ({ key: name }) => reached.push(name));
    });
    await app.page.locator('article').last().focus();
    for (const key of ['Control+z', 'Control+y', 'x']) await press(key);
    const reached = await app.page.evaluate(() => (globalThis as unknown as { reached: string[] }).reached);
    expect(reached.filter((name) => name !== 'Control')).toEqual(['x']);
  });

  it('takes back what was typed', async () => {
    await open(surface());
    await field().click();
    await app.page.keyboard.type('alpha');
    await press('Control+z');
    expect(await field().inputValue()).toBe('');
    await press('Control+y');
    expect(await field().inputValue()).toBe('alpha');
  });

  it('puts no word of a message that was sent into the next one, and the focus stays', async () => {
    await open(chat(userEntry('a', 'Hello'), answerEntry('b', 'Hello.')));
    await field().click();
    await app.page.keyboard.type('alpha');
    await press('Enter');
    await expect.poll(() => field().inputValue()).toBe('');
    expect(await focused()).toBe('Message');
    await app.page.keyboard.type('beta');
    const values = [];
    for (const key of ['Control+z', 'Control+z', 'Control+y', 'Control+y']) {
      await press(key);
      values.push(await field().inputValue());
    }
    expect(values).toEqual(['', '', 'beta', 'beta']);
  });

  it('takes nothing back from the draft of another conversation', async () => {
    await open({ ...surface(), conversations });
    await field().click();
    await app.page.keyboard.type('alpha');
    const state = chat(userEntry('a', 'Hello'), answerEntry('b', 'Hello.'));
    await app.host.snapshot({ ...state, stay: state.stay + 1, draft: { ...state.draft, text: 'kept' } });
    await expect.poll(() => field().inputValue()).toBe('kept');
    expect(await focused()).toBe('Message');
    await press('Control+z');
    expect(await field().inputValue()).toBe('kept');
    await app.page.keyboard.type(' words');
    expect(await field().inputValue()).toBe('kept words');
  });
});

describe('the focus', () => {
  const failed = answerEntry('b', '', {
    state: 'failed',
    failure: { code: 'RATE_LIMITED', message: 'Too many requests.', retryable: true, actions: ['retry'] },
  });

  it('goes to the composer when the button that had it is gone', async () => {
    await open(chat(userEntry('a', 'Hello'), failed));
    await button('Retry').focus();
    await app.host.snapshot(chat(userEntry('a', 'Hello'), streamingEntry('c', 1)));
    await expect.poll(focused).toBe('Message');
  });

  it('stays in a drawer when what had it there is gone', async () => {
    await open({ ...surface(), conversations });
    await button('Archive').click();
    await app.page.getByRole('listitem').filter({ hasText: 'Light' }).getByRole('button', { name: /Light/ }).focus();
    await app.host.update({ op: 'conversations', conversations: conversations.slice(0, 1) });
    await expect.poll(focused).toBe('Search archive');
  });

  it('is never behind a drawer: one that covers what gets it gives way', async () => {
    await open({ ...chat(userEntry('a', 'Hello'), answerEntry('b', 'Yes')), conversations });
    await button('Archive').click();
    const archive = app.page.getByRole('region', { name: 'Archive' });
    await press('Shift+Tab');
    expect([await focused(), await archive.isVisible()]).toEqual(['Close', true]);
    await press('Shift+Tab');
    await archive.waitFor({ state: 'detached' });
    expect(await app.page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE');
  });

  it('is given to the composer by a character that is typed while nothing has it', async () => {
    await open(surface());
    await app.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await app.page.keyboard.type('zzz');
    expect(await field().inputValue()).toBe('zzz');
  });
});

describe('a long conversation by keyboard', () => {
  /** Tab stops from the newest entry to the composer. */
  async function tabsToComposer(): Promise<number> {
    for (let count = 1; count <= 40; count++) {
      await press('Tab');
      if ((await focused()) === 'Message') return count;
    }
    return Infinity;
  }

  it('is one tab stop with the actions of one entry, on the way to the composer and back', async () => {
    await open(many);
    await app.page.getByRole('log', { name: 'Conversation' }).getByRole('article').last().focus();
    const there = await tabsToComposer();
    expect(there).toBeLessThanOrEqual(5);
    await press('Shift+Tab');
    expect(await app.page.evaluate(() => document.activeElement?.closest('.entry')?.textContent)).toContain('Answer 11');
  });

  it('is gone through entry by entry with the arrows, and Tab goes on from there', async () => {
    await open(many);
    await app.page.getByRole('article').last().focus();
    await press('ArrowUp');
    await press('ArrowUp');
    const current = () => app.page.evaluate(() => document.activeElement?.closest('.entry')?.querySelector('.text')?.textContent);
    expect(await current()).toBe('Answer 10');
    await press('ArrowDown');
    expect(await current()).toBe('Question 11');
    await press('Tab');
    expect([await focused(), await current()]).toEqual(['Copy', 'Question 11']);
    await tabsToComposer();
    await press('Shift+Tab');
    expect(await current()).toBe('Question 11');
    await press('Shift+Tab');
    expect(await current()).toBeUndefined();
  });
});

describe('the archive by keyboard', () => {
  async function openArchive(): Promise<void> {
    await open({ ...surface(), conversations });
    await button('Archive').click();
    await expect.poll(focused).toBe('Search archive');
  }

  it('opens the first hit at Enter', async () => {
    await openArchive();
    await app.page.getByRole('searchbox', { name: 'Search archive' }).fill('lig');
    await press('Enter');
    await expect.poll(() => app.host.requests('openConversation')).toEqual([{ id: conversations[2]?.id }]);
  });

  it('goes from card to card with the arrows, and is one tab stop', async () => {
    await openArchive();
    await press('ArrowDown');
    await press('ArrowDown');
    expect(await focused()).toContain('Yards');
    await press('Tab');
    expect(await focused()).toBe('Rename');
    await press('ArrowDown');
    expect(await focused()).toContain('Light');
    for (let count = 0; count < 6; count++) await press('Tab');
    expect(await app.page.evaluate(() => document.activeElement?.closest('.cabinet'))).toBeNull();
  });

  it('opens what is folded, and goes to every card in it', async () => {
    const deleted = { conversationId: 'conversation-2', title: 'Light', role: 'user', entryCount: 1 } as const;
    app = await openApp({
      state: { ...surface(), conversations: [card(0, 'Metres'), card(1, 'Yards', { status: 'archived' })], deletedCount: 2 },
    });
    app.host.on('listDeleted', () => ({
      conversations: [],
      entries: [
        { ...deleted, id: 'm', text: 'How fast?' },
        { ...deleted, id: 'n', text: 'How far?' },
      ],
    }));
    await button('Archive').click();
    const isOpen = (name: string) => app.page.locator('details', { hasText: name }).evaluate((fold: HTMLDetailsElement) => fold.open);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    await expect.poll(() => isOpen('Archived')).toBe(true);
    await press('ArrowDown');
    expect(await focused()).toContain('Yards');
    await press('ArrowDown');
    await press('Enter');
    await app.page.getByText('How far?').waitFor();
    await press('ArrowDown');
    await press('ArrowDown');
    expect(await focused()).toContain('How far?');
    await press('Tab');
    expect(await focused()).toBe('Restore');
    await press('Enter');
    await expect.poll(() => app.host.requests('restoreEntry')).toMatchObject([{ entry: 'n' }]);
  });
});

describe('an edit', () => {
  it('marks the entry that gets a sibling, and what stays on the other branch', async () => {
    await open(chat(userEntry('a', 'Before'), answerEntry('b', 'Yes'), userEntry('c', 'Edited'), answerEntry('d', 'After')));
    await app.page.getByRole('article').nth(2).hover();
    await app.page.getByRole('article').nth(2).getByRole('button', { name: 'Edit' }).click();
    const marks = () => app.page.getByRole('article').evaluateAll((all) => all.map((entry) => entry.getAttribute('data-edit')));
    await expect.poll(marks).toEqual([null, null, 'edited', 'left']);
    await press('Escape');
    await expect.poll(marks).toEqual([null, null, null, null]);
  });
});

describe('a copy', () => {
  it('is seen in its place and heard, each time', async () => {
    await open(chat(userEntry('a', 'Hello'), answerEntry('b', 'One\n\n```ts\nconst a = 1;\n```\n')));
    await app.page.evaluate(() => {
      const noticed = { seen: [] as string[], heard: [] as string[] };
      Object.assign(globalThis, { noticed });
      const note = (element: Element | undefined, texts: string[]): void => {
        const observer = new MutationObserver(() => texts.push(element?.textContent ?? ''));
        if (element) observer.observe(element, { childList: true, characterData: true, subtree: true });
      };
      note([...document.querySelectorAll('[role=status]')].at(-1), noticed.heard);
      for (const copy of document.querySelectorAll('.copy-button, .code-copy')) note(copy, noticed.seen);
    });
    const noticed = () => app.page.evaluate(() => (globalThis as unknown as { noticed: { seen: string[]; heard: string[] } }).noticed);
    const copies = app.page.locator('.copy-button, .code-copy');
    expect(await copies.count()).toBe(3);
    for (const index of [0, 1, 2]) {
      await copies.nth(index).click({ force: true });
      await expect.poll(async () => (await noticed()).heard.length).toBe(index + 1);
    }
    await expect.poll(async () => (await noticed()).seen.toSorted()).toEqual(['Copied', 'Copied', 'Copied', 'Copy', 'Copy', 'Copy']);
    expect(new Set((await noticed()).heard.map((text) => text.trim()))).toEqual(new Set(['Copied']));
  });
});

describe('failures', () => {
  const failure = { code: 'RATE_LIMITED', message: 'Too many requests.', retryable: true, actions: ['retry'] } as const;

  it('of long ago raise no alarm when they are shown', async () => {
    const old = ['b', 'c', 'd'].map((id) => answerEntry(id, '', { state: 'failed', failure }));
    await open(chat(userEntry('a', 'Hello'), ...old));
    expect(await app.page.getByRole('group', { name: 'Failure' }).count()).toBe(3);
    expect(await app.page.getByRole('alert').count()).toBe(0);
  });

  it('of now do', async () => {
    await open(chat(userEntry('a', 'Hello'), answerEntry('b', '', { state: 'failed', failure, createdAt: Date.now() })));
    expect(await app.page.getByRole('alert').count()).toBe(1);
  });
});
