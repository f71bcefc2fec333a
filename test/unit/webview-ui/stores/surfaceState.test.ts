import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostMessage, Snapshot, SurfaceOp, TextPiece, Update } from '../../../../src/shared/protocol/messages.ts';
import { applyHostMessage, emptySurface, type Surface } from '../../../../webview-ui/stores/surfaceState.ts';
import {
  answerEntry,
  answerHead,
  chat,
  conversation,
  spend,
  status,
  streamingEntry,
  surface,
  userEntry,
} from '../../../webview/app/surfaceFixtures.ts';

const question = userEntry('question', 'How long is a metre?');
const running = (text: string) => ({ ...streamingEntry('answer', 7, text), parentId: 'question' });
const snapshotOf = (text: string, rev = 1): Snapshot => ({ type: 'snapshot', rev, state: chat(question, running(text)) });
const update = (rev: number, ...ops: readonly SurfaceOp[]): Update => [rev, ops];

/** The surface after these messages, and the last answer to the host. */
function after(...messages: readonly (Snapshot | Update | TextPiece)[]) {
  let current: Surface = emptySurface;
  let answer: ReturnType<typeof applyHostMessage>['answer'] = null;
  for (const message of messages) ({ surface: current, answer } = applyHostMessage(current, message));
  return { surface: current, answer, entries: current.state?.entries ?? [] };
}

const textOf = (current: Surface) => current.state?.entries.find(({ id }) => id === 'answer')?.text;

describe('a snapshot', () => {
  it('replaces everything', () => {
    const { surface: seen, answer } = after(snapshotOf('old'), { type: 'snapshot', rev: 9, state: surface() });
    expect(seen).toEqual({ state: surface(), rev: 9, synced: true });
    expect(answer).toBeNull();
  });

  it('is waited for: what comes before the first one is not applied and asks for nothing', () => {
    const { surface: seen, answer } = after(update(1, { op: 'status', status: status() }));
    expect(seen).toBe(emptySurface);
    expect(answer).toBeNull();
  });
});

describe('an update', () => {
  it('is applied when it is the next one, and is to be acknowledged', () => {
    const { surface: seen, answer } = after(
      snapshotOf(''),
      update(2, { op: 'conversation', conversation: conversation({ title: 'Metres' }) }),
    );
    expect(seen.state?.conversation?.title).toBe('Metres');
    expect(answer).toEqual({ painted: 2 });
  });

  it.each([1, 3, 4])('with revision %i after revision 1 asks for a snapshot and changes nothing', (rev) => {
    const { surface: seen, answer } = after(snapshotOf('kept'), update(rev, { op: 'conversations', conversations: [] }));
    expect(answer).toBe('resync');
    expect(textOf(seen)).toBe('kept');
  });

  it('appends an entry it has not seen and replaces one it has', () => {
    const stopped = answerEntry('answer', 'part', { state: 'stopped' });
    const next = userEntry('next', 'And a yard?');
    const { entries } = after(snapshotOf('part'), update(2, { op: 'entry', entry: stopped }, { op: 'entry', entry: next }));
    expect(entries).toEqual([question, stopped, next]);
  });

  it('moves the figures of one entry and leaves its text alone', () => {
    const figures = {
      cost: { source: 'estimate', usd: '0.01' },
      usage: null,
      received: { textTokens: 1, reasoningTokens: 0 },
      firstTokenMs: 5,
      latencyMs: 9,
    } as const;
    const { entries } = after(snapshotOf('text'), update(2, { op: 'progress', stream: 7, ...figures }));
    expect(entries[1]).toEqual({ ...running('text'), ...figures });
  });

  it('moves some figures of one entry, and leaves the others alone', () => {
    const start = { ...running('text'), usage: { promptTokens: 8, completionTokens: 1 }, firstTokenMs: 5 };
    const { entries } = after(
      { type: 'snapshot', rev: 1, state: chat(question, start) },
      update(2, { op: 'moved', stream: 7, textTokens: 2, latencyMs: 9 }),
    );
    const received = { textTokens: 2, reasoningTokens: 0 };
    expect(entries[1]).toEqual({ ...start, received, usage: { promptTokens: 8, completionTokens: 2 }, latencyMs: 9 });
  });

  it('moves the money of the status alone', () => {
    const moved = spend({
      conversationUsd: '1',
      leftUsd: null,
      conversationApproximate: true,
      todayApproximate: true,
      leftApproximate: true,
    });
    const { surface: seen } = after(snapshotOf(''), update(2, { op: 'spend', spend: moved }));
    expect(seen.state?.status).toEqual(status({ spend: moved }));
  });

  it('says what the shown branch cost', () => {
    const branch = { usd: '0.0148', approximate: true };
    expect(after(snapshotOf(''), update(2, { op: 'branch', branch })).surface.state?.branch).toEqual(branch);
  });

  it('leaves the entries it does not name untouched, identity included', () => {
    const start = after(snapshotOf(''));
    const { surface: next } = applyHostMessage(start.surface, [7, 0, 'A metre']);
    expect(next.state?.entries[0]).toBe(start.surface.state?.entries[0]);
  });
});

describe('the tree', () => {
  const above = [userEntry('x', 'Before'), answerEntry('y', 'Yes.')];

  it('shows entries above the first one, and says how many are left', () => {
    const { surface: seen, entries } = after(snapshotOf('text'), update(2, { op: 'above', entries: above, earlier: 40 }));
    expect(entries.map(({ id }) => id)).toEqual(['x', 'y', 'question', 'answer']);
    expect(seen.state?.earlier).toBe(40);
  });

  it('goes on streaming below what was put above', () => {
    const { surface: seen } = after(snapshotOf('A metre'), update(2, { op: 'above', entries: above, earlier: 0 }), [7, 7, ' is long']);
    expect(textOf(seen)).toBe('A metre is long');
  });

  it('learns of new siblings without touching the text', () => {
    const { entries } = after(snapshotOf('text'), update(2, { op: 'siblings', id: 'answer', siblings: ['answer', 'other'] }));
    expect(entries[1]).toEqual({ ...running('text'), siblings: ['answer', 'other'] });
  });

  it('takes no harm from siblings of an entry that is not shown', () => {
    const { entries, answer } = after(snapshotOf('text'), update(2, { op: 'siblings', id: 'gone', siblings: ['gone', 'other'] }));
    expect(entries).toHaveLength(2);
    expect(answer).toEqual({ painted: 2 });
  });

  it('moves its tip', () => {
    expect(after(snapshotOf(''), update(2, { op: 'tip', tip: 'answer' })).surface.state?.tip).toBe('answer');
  });
});

describe('the end of a stream', () => {
  const head = answerHead('answer');

  it('brings the rest of the text and the final figures at once', () => {
    const text = { from: 2, text: 'metre is long.' };
    const reasoning = { from: 0, text: 'Long?' };
    const { entries } = after(snapshotOf('A metre'), update(2, { op: 'close', entry: head, text, reasoning }));
    expect(entries[1]).toEqual(answerEntry('answer', 'A metre is long.', { reasoning: 'Long?' }));
  });

  it('with a hole before it asks for a snapshot', () => {
    const [sound, torn] = [
      { from: 0, text: '' },
      { from: 2, text: 'metre' },
    ];
    for (const [text, reasoning] of [
      [torn, sound],
      [sound, torn],
    ] as const)
      expect(after(snapshotOf('A'), update(2, { op: 'close', entry: head, text, reasoning })).answer).toBe('resync');
  });
});

describe('a piece of text', () => {
  it.each([
    ['is appended at the end', 3, 'def', 'abcdef'],
    ['that overlaps adds only what is new', 1, 'bcde', 'abcde'],
    ['that is here already changes nothing', 0, 'ab', 'abc'],
  ])('%s', (_name, from, piece, expected) => {
    const { surface: seen, answer } = after(snapshotOf('abc'), [7, from, piece]);
    expect(textOf(seen)).toBe(expected);
    expect(answer).toEqual({ painted: 1 });
  });

  it('that leaves a hole asks for a snapshot', () => {
    expect(after(snapshotOf('abc'), [7, 4, 'e']).answer).toBe('resync');
  });

  it('of a stream that was not announced asks for a snapshot', () => {
    expect(after(snapshotOf('abc'), [8, 0, 'e']).answer).toBe('resync');
  });

  it('asks only once: until the snapshot comes, nothing is applied and nothing more is asked', () => {
    const { surface: seen, answer } = after(snapshotOf('abc'), [7, 4, 'e'], [7, 3, 'd']);
    expect(textOf(seen)).toBe('abc');
    expect(answer).toBeNull();
  });
});

it('whatever is lost, doubled, overlapping or late: the text is always a beginning of the true one, and ends as it', () => {
  const truth = 'Ein Meter ist 100 cm. 𝄞 Ein Yard ist 91,44 cm.\n'.repeat(3);
  const piece = fc.record({ from: fc.nat(truth.length), length: fc.nat(40), lost: fc.boolean() });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      let current = after(snapshotOf('')).surface;
      let rev = 1;
      const receive = (message: Exclude<HostMessage, { type: 'hostCommand' } | { type: 'reply' }>) => {
        const applied = applyHostMessage(current, message);
        current = applied.surface;
        expect(truth.startsWith(textOf(current) ?? '?')).toBe(true);
        // The host answers with the text as far as it has come: anywhere between here and the end.
        if (applied.answer === 'resync') current = applyHostMessage(current, snapshotOf(truth.slice(0, 30), ++rev)).surface;
      };
      for (const { from, length, lost } of pieces) if (!lost) receive([7, from, truth.slice(from, from + length)]);
      receive([7, textOf(current)?.length ?? 0, truth.slice(textOf(current)?.length)]);
      expect(textOf(current)).toBe(truth);
    }),
    { seed: 20260303, numRuns: 300 },
  );
});
