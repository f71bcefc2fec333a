import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseViewState, type ViewState } from '../../../../webview-ui/stores/viewState.ts';

const fresh: ViewState = {
  conversation: undefined,
  tip: null,
  draft: { text: '', attachments: [], editing: null },
  drawer: null,
  place: null,
  folded: null,
};

it('what was kept comes back as it was', () => {
  const kept: ViewState = {
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
  expect(parseViewState(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

it('a new conversation is not the same as never having had one', () => {
  expect(parseViewState({ conversation: null }).conversation).toBeNull();
  expect(parseViewState({}).conversation).toBeUndefined();
});

it('the parts that do not fit are left out, the rest stays', () => {
  expect(
    parseViewState({
      ...{ conversation: 7, tip: 3, drawer: 'printer', place: { below: 'm2', offset: 'far' }, scrollTop: 120, folded: true },
      draft: { text: 'kept', attachments: [{ kind: 'image' }], editing: { entry: 'm3' } },
    }),
  ).toEqual({ ...fresh, draft: { text: 'kept', attachments: [], editing: null } });
});

it('nothing that was kept can break the start', () => {
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      expect(() => parseViewState(kept)).not.toThrow();
    }),
    { seed: 7, numRuns: 500 },
  );
});

it('an edit whose aside cannot be read comes back with an empty one', () => {
  const editing = { entry: 'm3', conversation: 'c1', aside: 7 };
  expect(parseViewState({ draft: { text: 'kept', editing } }).draft.editing).toEqual({ ...editing, aside: { text: '', attachments: [] } });
});
