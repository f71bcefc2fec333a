import fc from 'fast-check';
import { textHash } from '../../../../src/archive/log/textHash.ts';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import { noon } from './logs.ts';

const conversations = ['c1', 'c2'];
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const conversation = fc.constantFrom(...conversations);
const createdAt = fc.integer({ min: noon, max: noon + 1000 });
const usd = fc.option(
  fc.integer({ min: 0, max: 10 ** 9 }).map((nano) => (nano / 1e9).toFixed(9)),
  { nil: null },
);

const created = fc.record({
  t: fc.constant('conversation.created' as const),
  conversation,
  title: text,
  model: fc.constantFrom('m/1', 'm/2'),
  systemPrompt: text,
  workspace: fc.option(text, { nil: null }),
  createdAt,
});

const changed = fc.record({
  t: fc.constant('conversation.changed' as const),
  conversation,
  set: fc.record(
    {
      title: text,
      model: text,
      systemPrompt: text,
      status: fc.constantFrom('active' as const, 'archived' as const),
      pinned: fc.boolean(),
      deleted: fc.boolean(),
      tags: fc.array(text, { maxLength: 2 }),
      params: fc.dictionary(text, fc.integer(), { maxKeys: 2, noNullPrototype: true }),
    },
    { requiredKeys: [] },
  ),
});

const forked = fc.record({
  t: fc.constant('conversation.forked' as const),
  conversation,
  parent: conversation,
  message: fc.integer({ min: 0, max: 3 }).map((n) => `m${n}`),
});

const purged = fc.record({ t: fc.constant('conversation.purged' as const), conversation });

/** One message: its own operations in order, by one writer. `lost` leaves one of them out, as a damaged line does. */
const message = fc
  .record({
    id: fc.integer({ min: 0, max: 10 ** 6 }).map((n) => `m${n}`),
    conversation,
    role: fc.constantFrom('user' as const, 'assistant' as const),
    pieces: fc.array(text, { maxLength: 4 }),
    finished: fc.boolean(),
    deletions: fc.array(fc.boolean(), { maxLength: 2 }),
    createdAt,
    lost: fc.option(fc.nat(5), { nil: null, freq: 4 }),
    attempts: fc.array(
      fc.record({ usd, source: fc.constantFrom('estimate' as const, 'usage' as const, 'generation' as const), settled: fc.boolean() }),
      {
        maxLength: 2,
      },
    ),
  })
  .map((made): OperationBody[] => {
    const whole = made.pieces.join('');
    const ids = { message: made.id, conversation: made.conversation };
    const added = { t: 'message.added' as const, ...ids, parent: null, model: null, attachments: [], createdAt: made.createdAt };
    const deletions = made.deletions.map((deleted) => ({ t: 'message.changed' as const, ...ids, set: { deleted } }));
    if (made.role === 'user') return [{ ...added, role: 'user', text: whole }, ...deletions];
    let from = 0;
    const appended = made.pieces.map((piece) => {
      const start = from;
      from += piece.length;
      return { t: 'message.appended' as const, ...ids, from: start, text: piece };
    });
    const bill = made.attempts.flatMap((attempt, index): OperationBody[] => {
      const id = `${made.id}-a${index}`;
      const opened = {
        t: 'attempt.opened' as const,
        attempt: id,
        ...ids,
        purpose: 'chat',
        model: 'm/1',
        simulated: false,
        createdAt: made.createdAt,
      };
      const settled = (source: typeof attempt.source): OperationBody => ({
        t: 'attempt.settled',
        attempt: id,
        cost: { source, usd: attempt.usd },
        generation: null,
        servedModel: null,
        provider: null,
        usage: null,
        raw: null,
      });
      const generation = { t: 'attempt.generation' as const, attempt: id, generation: `gen-${id}` };
      return attempt.settled ? [opened, generation, settled('estimate'), settled(attempt.source)] : [opened];
    });
    const finished: OperationBody[] = made.finished
      ? [
          {
            t: 'message.finished',
            ...ids,
            state: 'complete',
            length: whole.length,
            sha256: textHash(whole),
            reasoning: '',
            finishReason: 'stop',
            failure: null,
            servedModel: 'm/1',
            provider: null,
            usage: { promptTokens: 1, completionTokens: 2 },
            firstTokenMs: 1,
            latencyMs: 2,
          },
        ]
      : [];
    const all: OperationBody[] = [{ ...added, role: 'assistant', text: '' }, ...bill, ...appended, ...finished, ...deletions];
    return all.filter((_, index) => index !== made.lost);
  });

const session = fc.array(
  fc.oneof(
    created.map((body) => [body]),
    changed.map((body) => [body]),
    message,
    forked.map((body) => [body]),
    purged.map((body) => [body]),
  ),
  { maxLength: 6 },
);

/** The operations of several windows, each with its own order. Their Lamport counters run apart and together as windows see each other or not. */
export const history: fc.Arbitrary<Operation[]> = fc
  .array(fc.record({ bodies: session, start: fc.nat(5), step: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 3 })
  .map((windows) => {
    const seen = new Set<string>();
    return windows.flatMap(({ bodies, start, step }, window) => {
      const own: OperationBody[] = bodies.flat().filter((body) => {
        if (body.t !== 'message.added') return true;
        const known = seen.has(body.message);
        seen.add(body.message);
        return !known;
      });
      return own.map((body, index): Operation => ({
        writer: `20260102-${String(window).repeat(20)}`,
        seq: index + 1,
        lc: start + (index + 1) * step,
        at: noon + index,
        body,
      }));
    });
  });
