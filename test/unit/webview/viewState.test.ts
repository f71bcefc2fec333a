import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseViewState, type ViewState } from '../../../webview-ui/state/viewState.ts';

const fresh: ViewState = { conversation: undefined, draft: { text: '', attachments: [] }, drawer: null, scrollTop: null };

it('what was kept comes back as it was', () => {
  const kept: ViewState = {
    conversation: 'c1',
    draft: { text: 'Half a sen', attachments: [{ kind: 'selection', name: 'a.ts', firstLine: 3, text: 'x' }] },
    drawer: 'models',
    scrollTop: 120,
  };
  expect(parseViewState(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

it('a new conversation is not the same as never having had one', () => {
  expect(parseViewState({ conversation: null }).conversation).toBeNull();
  expect(parseViewState({}).conversation).toBeUndefined();
});

it('the parts that do not fit are left out, the rest stays', () => {
  expect(
    parseViewState({ conversation: 7, draft: { text: 'kept', attachments: [{ kind: 'image' }] }, drawer: 'costs', scrollTop: 'far' }),
  ).toEqual({
    ...fresh,
    draft: { text: 'kept', attachments: [] },
  });
});

it('nothing that was kept can break the start', () => {
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      expect(() => parseViewState(kept)).not.toThrow();
    }),
    { seed: 7, numRuns: 500 },
  );
});
