import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ViewState } from '../../../../webview-ui/stores/viewState.ts';
import { chat, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const empty = {
  conversation: undefined,
  tip: null,
  draft: { text: '', attachments: [], editing: null },
  drawer: null,
  place: null,
  folded: null,
};

/** What the page saves first when it was left with `saved`: what it has understood of it. */
const restored = (saved: unknown) => openPage(saved).states[0];

describe('what was saved', () => {
  it('comes back as it was', () => {
    const saved = {
      conversation: 'c1',
      tip: 'm9',
      draft: {
        text: 'Half a sen',
        attachments: [{ kind: 'selection', name: 'a.ts', firstLine: 3, text: 'x' }],
        editing: { entry: 'm3', conversation: 'c1', aside: { text: 'Before', attachments: [{ kind: 'text', name: 'note', text: 'y' }] } },
      },
      drawer: 'models',
      place: { below: 'm2', offset: -120.5 },
      folded: 'damaged Two lines.',
    };
    expect(restored(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it('of a new conversation is not the same as never having had one', () => {
    expect(restored({ conversation: null })).toEqual({ ...empty, conversation: null });
    expect(restored({})).toEqual(empty);
    expect(restored(undefined)).toEqual(empty);
  });

  it('is left out where it does not fit, and the rest stays', () => {
    const saved = { conversation: 7, tip: 3, drawer: 'printer', place: { below: 'm2', offset: 'far' }, scrollTop: 120, folded: true };
    const draft = { text: 'kept', attachments: [{ kind: 'image' }], editing: { entry: 'm3' } };
    expect(restored({ ...saved, draft })).toEqual({ ...empty, draft: { text: 'kept', attachments: [], editing: null } });
  });

  it('of an edit comes back with nothing put aside when that cannot be read', () => {
    const editing = { entry: 'm3', conversation: 'c1', aside: 7 };
    const draft = { text: 'kept', attachments: [], editing: { ...editing, aside: { text: '', attachments: [] } } };
    expect(restored({ draft: { text: 'kept', editing } })).toEqual({ ...empty, draft });
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
    const { composer, states } = openPage();
    vi.advanceTimersByTime(1000);
    composer.setText('a');
    expect(states).toHaveLength(2);
    composer.setText('ab');
    composer.setText('abc');
    expect(states).toHaveLength(2);
    vi.advanceTimersByTime(150);
    expect(states.slice(2)).toMatchObject([{ draft: { text: 'abc' } }]);
  });

  it('that waits is saved when the page goes away', () => {
    const { composer, states, viewState } = openPage();
    composer.setText('a');
    expect(states).toHaveLength(1);
    viewState.flush();
    expect(states.slice(1)).toMatchObject([{ draft: { text: 'a' } }]);
    viewState.flush();
    expect(states).toHaveLength(2);
  });

  it.each<[keyof typeof empty, (page: Page) => unknown]>([
    ['draft', (page: Page) => page.composer.setText('x')],
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
