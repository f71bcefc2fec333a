import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noDraft } from '../../../../src/shared/model/draft.ts';
import { isRecord } from '../../../../src/shared/values/isRecord.ts';
import { ViewState } from '../../../../webview-ui/stores/viewState.ts';
import { chat, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const surfaceId = 'a3bb189e-8bf9-4c1b-8a6e-2f1d0c9e7b54';
const empty = {
  conversation: undefined,
  tip: null,
  stay: undefined,
  surface: surfaceId,
  entries: 0,
  drawer: null,
  place: null,
  folded: null,
};

/** What the page saves first when it was left with `saved`: what it has understood of it. */
const restored = (saved: unknown) => openPage(isRecord(saved) ? { surface: surfaceId, ...saved } : saved).states[0];

describe('what was saved', () => {
  it('comes back as it was', () => {
    const saved = {
      conversation: 'c1',
      tip: 'm9',
      stay: 7,
      surface: surfaceId,
      entries: 200,
      drawer: 'models',
      place: { below: 'm2', offset: -120.5 },
      folded: 'damaged Two lines.',
    };
    expect(restored(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it('of a new conversation is not the same as never having had one', () => {
    expect(restored({ conversation: null })).toEqual({ ...empty, conversation: null });
    expect(restored({})).toEqual(empty);
  });

  it('is left out where it does not fit, and the rest stays', () => {
    const saved = { conversation: 7, tip: 3, drawer: 'printer', place: { below: 'm2', offset: 'far' }, scrollTop: 120, folded: true };
    expect(restored({ ...saved, stay: -1, entries: 0.5 })).toEqual({ ...empty });
    expect(openPage({ surface: 'mine' }).states[0]).not.toHaveProperty('surface', 'mine');
  });

  it('by a page of version 0.1 as a draft stands where nothing else is kept, and what does not fit in it is left out', () => {
    const former = { text: 'kept', attachments: [{ kind: 'image' }], editing: { entry: 'm3', conversation: 'c1', aside: 7 } };
    const editing = { ...former.editing, aside: { text: '', attachments: [] } };
    const { composer, snapshot, posted } = openPage({ draft: former });
    expect(composer.draft.value).toEqual({ text: 'kept', attachments: [], editing });
    snapshot(chat(userEntry('m3', 'x')));
    expect(composer.draft.value.text).toBe('kept');
    expect(posted).toContainEqual(
      expect.objectContaining({ type: 'draft', draft: { text: 'kept', attachments: [], editing, requestId: null } }),
    );
    const other = openPage({ draft: former });
    other.snapshot({ ...chat(userEntry('m3', 'x')), draft: { ...noDraft, text: 'newer' } });
    expect(other.composer.draft.value.text).toBe('newer');
  });

  it('cannot break the start, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (saved) => {
        expect(() => restored(saved)).not.toThrow();
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

type Page = ReturnType<typeof openPage>;

describe('a change', () => {
  it('is saved at once, what follows when it rests', () => {
    const { view, states } = openPage();
    vi.advanceTimersByTime(1000);
    view.toggleDrawer('archive');
    expect(states).toHaveLength(2);
    view.toggleDrawer('archive');
    view.toggleDrawer('costs');
    expect(states).toHaveLength(2);
    vi.advanceTimersByTime(150);
    expect(states.slice(2)).toMatchObject([{ drawer: 'costs' }]);
  });

  it('that waits is saved when the page goes away', () => {
    const { view, states, viewState } = openPage();
    view.toggleDrawer('archive');
    expect(states).toHaveLength(1);
    viewState.flush();
    expect(states.slice(1)).toMatchObject([{ drawer: 'archive' }]);
    viewState.flush();
    expect(states).toHaveLength(2);
  });

  it.each<[keyof typeof empty, (page: Page) => unknown]>([
    ['stay', (page: Page) => page.snapshot(chat(userEntry('a', 'x')))],
    ['entries', (page: Page) => page.snapshot(chat(userEntry('a', 'x')))],
    ['drawer', (page: Page) => page.view.toggleDrawer('archive')],
    ['place', (page: Page) => (page.view.scrollAnchor.value = { below: '', offset: 1 })],
    ['folded', (page: Page) => (page.view.foldedProblem.value = 'damaged')],
    ['conversation', (page: Page) => page.snapshot(chat(userEntry('a', 'x')))],
    ['tip', (page: Page) => page.snapshot({ ...chat(userEntry('a', 'x')), tip: 'a' })],
  ])('of %s is saved by itself', (key, change) => {
    const page = openPage();
    vi.advanceTimersByTime(1000);
    change(page);
    expect(page.states.at(-1)).not.toEqual(page.states[0]);
    expect(page.states.at(-1)).not.toHaveProperty(key, empty[key]);
  });
});

it('a field that is declared after the first saving is an error, because its value would be gone', () => {
  const viewState = new ViewState({ getState: () => ({ late: 1 }), setState: () => undefined });
  viewState.startSaving();
  expect(() => viewState.persisted('late', 0, Number)).toThrow('late');
});
