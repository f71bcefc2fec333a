import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDraft, noDraft } from '../../../../src/shared/model/draft.ts';
import type { WebviewMessage } from '../../../../src/shared/protocol/messages.ts';
import { DraftStore } from '../../../../webview-ui/stores/draftStore.ts';
import { conversation } from '../../../webview/app/surfaceFixtures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const written = (text: string) => ({ ...emptyDraft, text });
const kept = (text: string, stay = 1, after = 0) => ({
  conversation: conversation({ id: `c${stay}` }),
  stay,
  after,
  draft: { ...noDraft, text },
});

function open(former = emptyDraft) {
  const posted: WebviewMessage[] = [];
  const store = new DraftStore((message) => posted.push(message), former);
  return {
    store,
    texts: () => posted.map((message) => (message.type === 'draft' ? `${message.stay}: ${message.draft.text}` : '')),
    posted,
  };
}

describe('a change', () => {
  it('goes to the host at once, what follows together', () => {
    const { store, texts } = open();
    store.follow(kept(''));
    for (const text of ['a', 'ab', 'abc']) store.change(written(text));
    expect(texts()).toEqual(['1: a']);
    vi.advanceTimersByTime(100);
    expect(texts()).toEqual(['1: a', '1: abc']);
    vi.advanceTimersByTime(1000);
    expect(texts()).toHaveLength(2);
  });

  it('that waits goes to where it was written, when the surface goes elsewhere', () => {
    const { store, texts } = open();
    store.follow(kept(''));
    store.change(written('a'));
    store.change(written('ab'));
    store.follow(kept('other', 2));
    expect(texts()).toEqual(['1: a', '1: ab']);
    expect(store.current.value).toEqual(written('other'));
  });

  it('before anything is shown is added to what is kept', () => {
    const { store, texts } = open();
    store.change(written('typed early'));
    expect(texts()).toEqual([]);
    store.follow(kept('kept', 1, 0));
    expect(store.current.value.text).toBe('kept\ntyped early');
    expect(texts()).toEqual(['1: kept\ntyped early']);
  });
});

it('what is typed stays where a new stay begins in the same conversation, as in a new one after a new one', () => {
  const { store, texts } = open();
  const isNew = { conversation: null, draft: noDraft, after: 0 };
  store.follow({ ...isNew, stay: 1 });
  store.change(written('a'));
  store.change(written('ab'));
  store.follow({ ...isNew, stay: 2 });
  expect(store.current.value.text).toBe('ab');
  vi.advanceTimersByTime(100);
  expect(texts()).toEqual(['1: a', '2: ab']);
});

it('the name of a request goes to the host before the request, and comes back with the draft', () => {
  const { store, posted } = open();
  store.follow(kept(''));
  store.change(written('a'));
  const requestId = store.requestId(store.current.value);
  expect(posted.at(-1)).toMatchObject({ draft: { text: 'a', requestId } });
  const made = open().store;
  made.follow({ conversation: null, stay: 1, after: 0, draft: { ...noDraft, text: 'a', requestId } });
  expect(made.requestId(made.current.value)).toBe(requestId);
  made.change(written('ab'));
  expect(made.requestId(made.current.value)).not.toBe(requestId);
});

describe('what is typed after the user has asked to be shown something else', () => {
  const shown = (text = '') => {
    const page = open();
    page.store.follow(kept(text));
    page.store.depart();
    return page;
  };

  it('is for what comes, and leaves what stood there where it was', () => {
    const { store, texts } = shown('one');
    store.change(written('one more'));
    store.arriveAt(2);
    store.follow(kept('two', 2));
    expect(store.current.value).toEqual(written('two\n more'));
    expect(texts()).toEqual(['2: two\n more']);
  });

  it('is so also where the page had not even been told what was shown before', () => {
    const { store, texts } = open();
    store.depart();
    store.follow(kept('one', 1));
    store.change(written('typed'));
    store.arriveAt(2);
    store.follow(kept('one', 1));
    expect(texts()).toEqual([]);
    store.follow(kept('', 2));
    expect(store.current.value).toEqual(written('typed'));
    expect(texts()).toEqual(['2: typed']);
  });

  it('is so where what comes is there before the answer', () => {
    const { store, texts } = shown();
    store.change(written('typed'));
    store.follow(kept('', 2));
    store.arriveAt(2);
    expect([store.current.value.text, texts()]).toEqual(['typed', ['2: typed']]);
  });

  it('stays where it is when that was refused, or is shown already', () => {
    for (const stay of [undefined, 1]) {
      const { store, texts } = shown('one');
      store.change(written('one more'));
      expect(store.arrival).not.toBeNull();
      store.arriveAt(stay);
      expect(store.arrival).toBeNull();
      expect([store.current.value.text, texts()]).toEqual(['one more', ['1: one more']]);
    }
  });

  it('says whether everything that was asked for is shown', async () => {
    const { store } = shown();
    const arrival = store.arrival;
    store.depart();
    store.arriveAt(undefined);
    store.arriveAt(2);
    store.follow(kept('', 2));
    expect(await arrival).toBe(false);
    store.depart();
    const next = store.arrival;
    store.arriveAt(2);
    expect(await next).toBe(true);
  });

  it('ends where the answer is that of a request from before', () => {
    const { store } = shown();
    store.arriveAt(3);
    store.follow(kept('', 3));
    store.depart();
    store.arriveAt(2);
    expect(store.arrival).toBeNull();
  });

  it('is for the last of several that were asked for', () => {
    const { store, texts } = shown();
    store.change(written('typed'));
    store.depart();
    store.arriveAt(2);
    store.follow(kept('two', 2));
    expect(store.arrival).not.toBeNull();
    store.arriveAt(3);
    store.follow(kept('three', 3));
    expect([store.current.value.text, texts()]).toEqual(['three\ntyped', ['3: three\ntyped']]);
  });

  it('takes nothing along where nothing was typed', () => {
    const { store, texts } = shown('one');
    store.arriveAt(2);
    store.follow(kept('two', 2));
    expect([store.current.value.text, texts()]).toEqual(['two', []]);
  });
});
