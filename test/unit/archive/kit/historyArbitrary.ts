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

const endpoint = fc.constantFrom('https://one.example', 'https://two.example');

const changed = fc.record({
  t: fc.constant('conversation.changed' as const),
  conversation,
  set: fc.record(
    {
      title: text,
      model: text,
      endpoint,
      systemPrompt: text,
      status: fc.constantFrom('active', 'archived', 'sealed'),
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

const account = fc.constantFrom('key-1', 'key-2');
const noted = fc.record({ t: fc.constant('account.noted' as const), account, usageUsd: fc.constantFrom('1', '2.5'), notedAt: createdAt });

const forecast = fc.record({ promptTokens: fc.nat(9), maxTokens: fc.nat(9), leastUsd: usd, mostUsd: usd });
const counted = fc.record({ promptTokens: fc.nat(9), completionTokens: fc.nat(9), usd });

/** What is said of one request after it was sent, in the order in which one window says it. */
const bill = fc.record({
  forecast: fc.option(forecast),
  isAnswered: fc.boolean(),
  account: fc.option(account),
  settlements: fc.array(
    fc.record(
      {
        // `barter`: of a later version.
        source: fc.constantFrom('estimate', 'unknown', 'usage', 'generation', 'simulated', 'barter'),
        sourceWord: fc.constantFrom('local', 'uncharged', 'loan'),
        usd,
        generation: fc.option(fc.constantFrom('gen-1', 'gen-2'), { nil: null }),
        counted,
        listUsd: fc.constantFrom('1', '2'),
        toolUsd: fc.constant('0.5'),
        firstTokenMs: fc.constantFrom(1, 2.4),
        latencyMs: fc.constantFrom(3, 4.6),
      },
      { requiredKeys: ['source', 'usd', 'generation'] },
    ),
    { maxLength: 3 },
  ),
  dismissed: fc.boolean(),
});

type Bill = typeof bill extends fc.Arbitrary<infer T> ? T : never;

function operationsOf(id: string, { isAnswered, account, settlements, dismissed }: Bill): OperationBody[] {
  const generation: OperationBody = { t: 'attempt.generation', attempt: id, generation: `gen-${id}`, ...(account !== null && { account }) };
  return [
    ...(isAnswered ? [generation] : []),
    ...settlements.map(({ source, sourceWord, usd, ...said }): OperationBody => ({
      t: 'attempt.settled',
      attempt: id,
      cost: { source, ...(sourceWord !== undefined && { sourceWord }), usd },
      servedModel: null,
      provider: null,
      usage: null,
      raw: null,
      ...said,
    })),
    ...(dismissed ? [{ t: 'attempt.dismissed' as const, attempt: id }] : []),
  ];
}

const purged = fc.record({ t: fc.constant('conversation.purged' as const), conversation });

/** One message: its own operations in order, by one writer. `lost` leaves one of them out, as a damaged line does. */
const message = fc
  .record({
    id: fc.integer({ min: 0, max: 10 ** 6 }).map((n) => `m${n}`),
    conversation,
    // `critic`: of a later version, and comes in pieces.
    role: fc.constantFrom('user', 'assistant', 'system', 'critic'),
    end: fc.constantFrom('complete', 'distilled'),
    pieces: fc.array(fc.record({ text, reasoning: fc.option(text, { nil: null }) }), { maxLength: 4 }),
    finished: fc.boolean(),
    deletions: fc.array(fc.boolean(), { maxLength: 2 }),
    createdAt,
    lost: fc.option(fc.nat(8), { nil: null, freq: 4 }),
    attempts: fc.array(bill, { maxLength: 2 }),
  })
  .map((made): OperationBody[] => {
    const whole = made.pieces.map((piece) => piece.text).join('');
    const reasoning = made.pieces.map((piece) => piece.reasoning ?? '').join('');
    const ids = { message: made.id, conversation: made.conversation };
    const added = { t: 'message.added' as const, ...ids, parent: null, model: null, attachments: [], createdAt: made.createdAt };
    const deletions = made.deletions.map((deleted) => ({ t: 'message.changed' as const, ...ids, set: { deleted } }));
    const { createdAt } = made;
    if (made.role === 'system') return [{ t: 'message.noted', ...ids, parent: null, role: 'system', text: whole, createdAt }, ...deletions];
    if (made.role === 'user') return [{ ...added, role: 'user', text: whole }, ...deletions];
    let [from, reasoningFrom] = [0, 0];
    const appended = made.pieces.map((piece) => {
      const thought = piece.reasoning === null ? {} : { reasoning: { from: reasoningFrom, text: piece.reasoning } };
      const body = { t: 'message.appended' as const, ...ids, from, text: piece.text, ...thought };
      from += piece.text.length;
      reasoningFrom += piece.reasoning?.length ?? 0;
      return body;
    });
    const bills = made.attempts.flatMap((attempt, index): OperationBody[] => {
      const id = `${made.id}-a${index}`;
      const opened: OperationBody = {
        t: 'attempt.opened',
        attempt: id,
        ...ids,
        purpose: 'chat',
        model: 'm/1',
        simulated: false,
        createdAt: made.createdAt,
        ...(attempt.forecast && { forecast: attempt.forecast }),
      };
      return [opened, ...operationsOf(id, attempt)];
    });
    const finished: OperationBody[] = made.finished
      ? [
          {
            t: 'message.finished',
            ...ids,
            state: made.end,
            length: whole.length,
            sha256: textHash(whole),
            reasoning,
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
    const all: OperationBody[] = [{ ...added, role: made.role, text: '' }, ...bills, ...appended, ...finished, ...deletions];
    return all.filter((_, index) => index !== made.lost);
  });

const session = fc.array(
  fc.oneof(
    created.map((body) => [body]),
    changed.map((body) => [body]),
    message,
    forked.map((body) => [body]),
    purged.map((body) => [body]),
    noted.map((body) => [body]),
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
        if (body.t !== 'message.added' && body.t !== 'message.noted') return true;
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
