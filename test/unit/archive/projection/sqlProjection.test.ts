import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import {
  selectConversation,
  selectConversations,
  selectMessages,
  selectOpenAnswers,
} from '../../../../src/archive/projection/projectionQueries.ts';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import { textHash } from '../../../../src/archive/log/textHash.ts';
import { history } from '../kit/historyArbitrary.ts';
import { noon, operation, question, writerA, writerB } from '../kit/logs.ts';
import { allRows, loadSql, projectionOf } from '../kit/projection.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const created = (title: string): OperationBody => ({
  t: 'conversation.created',
  conversation: 'c',
  title,
  model: 'm/1',
  systemPrompt: 'Be brief.',
  workspace: null,
  createdAt: noon,
});
const renamed = (title: string): OperationBody => ({ t: 'conversation.changed', conversation: 'c', set: { title } });
const answer = (message: string): OperationBody => ({
  t: 'message.added',
  message,
  conversation: 'c',
  parent: 'q',
  role: 'assistant',
  model: 'm/1',
  text: '',
  attachments: [],
  createdAt: noon,
});
const piece = (message: string, from: number, text: string): OperationBody => ({
  t: 'message.appended',
  message,
  conversation: 'c',
  from,
  text,
});
const finished = (
  message: string,
  text: string,
  change: Partial<Extract<OperationBody, { t: 'message.finished' }>> = {},
): OperationBody => ({
  t: 'message.finished',
  message,
  conversation: 'c',
  state: 'complete',
  length: text.length,
  sha256: textHash(text),
  reasoning: '',
  finishReason: 'stop',
  failure: null,
  servedModel: null,
  provider: null,
  usage: null,
  firstTokenMs: null,
  latencyMs: null,
  ...change,
});
const opened = (attempt: string, message: string): OperationBody => ({
  t: 'attempt.opened',
  attempt,
  conversation: 'c',
  message,
  purpose: 'chat',
  model: 'm/1',
  simulated: false,
  createdAt: noon,
});
const settled = (attempt: string, source: 'estimate' | 'usage' | 'generation', usd: string): OperationBody => ({
  t: 'attempt.settled',
  attempt,
  cost: { source, usd },
  generation: null,
  servedModel: null,
  provider: null,
  usage: null,
  raw: null,
});
const written = (...bodies: readonly OperationBody[]): Operation[] => bodies.map((body, index) => operation(writerA, index + 1, body));
const titleOf = (projection: SqlProjection): string | undefined => selectConversation(projection.database, 'c')?.title;

describe('the fold', () => {
  it('gives the same rows for every order of the operations, however often they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        history.chain((operations) =>
          fc.record({
            operations: fc.constant(operations),
            shuffled: fc.shuffledSubarray([...operations, ...operations.slice(0, 5)], {
              minLength: operations.length + Math.min(5, operations.length),
            }),
            atOnce: fc.integer({ min: 1, max: 5 }),
          }),
        ),
        async ({ operations, shuffled, atOnce }) => {
          const straight = await projectionOf(operations);
          const other = await projectionOf(shuffled, atOnce);
          try {
            expect(allRows(other)).toEqual(allRows(straight));
          } finally {
            straight.database.close();
            other.database.close();
          }
        },
      ),
      { seed: 20260102, numRuns: propertyRuns(100) },
    );
  });

  it('gives the same rows again for what it has applied already', async () => {
    const operations = written(
      created('T'),
      question('q', 'why'),
      answer('a'),
      piece('a', 0, 'because'),
      finished('a', 'because'),
      opened('x', 'a'),
    );
    const projection = await projectionOf(operations);
    const rows = allRows(projection);
    projection.apply({ file: '2026-01/copy.ndjson', bytes: 1, operations }, 0);
    expect(allRows(projection)).toEqual(rows);
  });
});

describe('a register', () => {
  it('belongs to the highest counter, whatever the clock says and whoever is read last', async () => {
    const later = { ...operation(writerA, 9, renamed('later')), at: 0 };
    const earlier = { ...operation(writerB, 8, renamed('earlier')), at: noon * 2 };
    expect(titleOf(await projectionOf([later, earlier]))).toBe('later');
    expect(titleOf(await projectionOf([earlier, later]))).toBe('later');
  });

  it('belongs to the greater writer when counters are equal', async () => {
    const one = operation(writerA, 5, renamed('A'));
    const two = operation(writerB, 5, renamed('B'));
    expect([titleOf(await projectionOf([one, two])), titleOf(await projectionOf([two, one]))]).toEqual(['B', 'B']);
  });

  it('is not lost to a poisoned counter for ever', async () => {
    const poisoned = operation(writerB, 1, renamed('poison'), Number.MAX_SAFE_INTEGER);
    expect(titleOf(await projectionOf([poisoned, operation(writerA, 2, renamed('mine'))]))).toBe('mine');
  });

  it('of one field leaves the others alone', async () => {
    const projection = await projectionOf([
      ...written(created('T')),
      operation(writerB, 7, { t: 'conversation.changed', conversation: 'c', set: { model: 'm/2' } }),
    ]);
    expect(selectConversation(projection.database, 'c')).toMatchObject({ title: 'T', modelId: 'm/2', systemPrompt: 'Be brief.' });
  });
});

describe('a conversation', () => {
  it('whose creation is lost still has its messages', async () => {
    const projection = await projectionOf(written(question('q', 'why')));
    expect(selectConversations(projection.database)).toMatchObject([{ id: 'c', title: '', messageCount: 1 }]);
  });

  it('was active when a purged message was written, whichever is read first, and as its purge says when that is overwritten', async () => {
    const asked = operation(writerA, 7, question('q', 'Gone?'));
    const gone = operation(writerB, 2, { t: 'message.purged', conversation: 'c', messages: ['q'], activeAt: noon + 7 });
    const before = operation(writerB, 2, { t: 'message.purged', conversation: 'c', messages: ['q'], activeAt: noon });
    const rows = async (...operations: readonly Operation[]) => allRows(await projectionOf(operations, 1));
    expect(await rows(gone)).toEqual(await rows(asked, gone));
    expect(await rows(before, asked)).toEqual(await rows(asked, before));
    expect((await rows(asked, gone))['messages']).toEqual([]);
    expect((await rows(gone))['conversations']).toMatchObject([{ id: 'c', updated_at: noon + 7 }]);
  });

  it('whose creation is lost is as old as a purged message was, also when that is overwritten', async () => {
    const asked = operation(writerA, 7, question('q', 'Gone?'));
    const kept = operation(writerA, 9, question('r', 'Kept?'));
    const gone = operation(writerB, 2, {
      t: 'message.purged',
      conversation: 'c',
      messages: ['q'],
      activeAt: noon + 9,
      createdAt: noon + 7,
    });
    const rows = async (...operations: readonly Operation[]) => allRows(await projectionOf(operations, 1));
    const before = await rows(asked, kept, gone);
    for (const overwritten of [
      [kept, gone],
      [gone, kept],
    ])
      expect(await rows(...overwritten)).toEqual(before);
    expect(before['conversations']).toMatchObject([{ id: 'c', created_at: noon + 7 }]);
    const found = operation(writerA, 1, created('T'));
    expect((await rows(kept, gone, found))['conversations']).toMatchObject([{ id: 'c', created_at: noon }]);
  });

  it('is listed by its last activity; a new title does not move it', async () => {
    const other = { ...operation(writerB, 2, { ...question('q2', 'x'), conversation: 'd' } as OperationBody), at: noon + 50 };
    const rename = { ...operation(writerA, 3, renamed('new')), at: noon + 100 };
    const projection = await projectionOf([...written(created('T')), other, rename]);
    expect(selectConversations(projection.database).map(({ id }) => id)).toEqual(['d', 'c']);
  });

  it('that was deleted is not listed', async () => {
    const projection = await projectionOf(written(created('T'), { t: 'conversation.changed', conversation: 'c', set: { deleted: true } }));
    expect(selectConversations(projection.database)).toEqual([]);
  });

  it.each([
    ['long', 'x'.repeat(10_000), 'x'.repeat(255)],
    ['long in characters outside the basic plane', '😀'.repeat(300), '😀'.repeat(255)],
    ['empty', '', ''],
    ['hostile', "'); DROP TABLE messages; --\0", "'); DROP TABLE messages; --\0"],
  ])('may have a title that is %s', async (_what, title, kept) => {
    expect(titleOf(await projectionOf(written(created(title))))).toBe(kept);
  });
});

describe('an answer', () => {
  const textOf = (projection: SqlProjection, id = 'a'): string | undefined =>
    selectMessages(projection.database, 'c').find((message) => message.id === id)?.text;
  const isDamaged = ({ database }: SqlProjection): boolean =>
    database.rows(`SELECT 1 FROM messages WHERE id = 'a' AND metadata ->> '$.damaged'`).length > 0;

  it('is put together from its pieces, also when a piece ends within a character', async () => {
    const projection = await projectionOf(
      written(answer('a'), piece('a', 0, 'hi \ud83d'), piece('a', 4, '\ude00!'), finished('a', 'hi 😀!')),
      1,
    );
    expect([textOf(projection), isDamaged(projection)]).toEqual(['hi 😀!', false]);
  });

  it('takes a piece that came twice, the second time longer, once', async () => {
    const projection = await projectionOf(
      written(answer('a'), piece('a', 0, 'ab'), piece('a', 0, 'abcd'), piece('a', 3, 'de'), finished('a', 'abcde')),
    );
    expect([textOf(projection), isDamaged(projection)]).toEqual(['abcde', false]);
  });

  it('with a lost piece has the rest, and is marked', async () => {
    const operations = written(answer('a'), piece('a', 0, 'ab'), piece('a', 4, 'ef'), finished('a', 'abcdef'));
    const projection = SqlProjection.create(await loadSql());
    const change = projection.apply({ file: 'x', bytes: 1, operations }, 0);
    expect([textOf(projection), isDamaged(projection), change.damagedMessageIds]).toEqual(['abef', true, ['a']]);
  });

  it('is whole again when the lost piece is found', async () => {
    const projection = await projectionOf(written(answer('a'), piece('a', 0, 'ab'), finished('a', 'abcd')));
    projection.apply({ file: 'x', bytes: 1, operations: [operation(writerB, 1, piece('a', 2, 'cd'))] }, 0);
    expect([textOf(projection), isDamaged(projection)]).toEqual(['abcd', false]);
  });

  it('whose addition is lost is an answer all the same', async () => {
    const projection = await projectionOf(written(piece('a', 0, 'text'), finished('a', 'text')));
    expect(selectMessages(projection.database, 'c')).toMatchObject([{ id: 'a', role: 'assistant', text: 'text', state: 'complete' }]);
  });

  it('is open until it is finished, with the last sign of life', async () => {
    const operations = written(answer('a'), piece('a', 0, 'ab'), piece('a', 2, ''));
    const projection = await projectionOf(operations);
    expect(selectOpenAnswers(projection.database)).toEqual([{ messageId: 'a', conversationId: 'c', writer: writerA, touchedAt: noon + 3 }]);
    projection.apply({ file: 'x', bytes: 1, operations: [operation(writerA, 4, finished('a', 'ab', { state: 'stopped' }))] }, 0);
    expect(selectOpenAnswers(projection.database)).toEqual([]);
  });

  it('carries everything that its end said', async () => {
    const failure = { code: 'TIMEOUT' as const, message: 'Too late.', retryable: true, actions: ['retry' as const] };
    const usage = { promptTokens: 3, completionTokens: 4, cachedTokens: 1, reasoningTokens: 2 };
    const end = finished('a', '', {
      state: 'failed',
      failure,
      usage,
      reasoning: 'hm\0',
      servedModel: 'm/1:x',
      provider: 'P',
      latencyMs: 12.6,
      firstTokenMs: 3,
    });
    const projection = await projectionOf(written(answer('a'), end));
    expect(selectMessages(projection.database, 'c')[0]).toMatchObject({
      state: 'failed',
      failure,
      usage,
      reasoning: 'hm\0',
      servedModelId: 'm/1:x',
      provider: 'P',
      latencyMs: 13,
      firstTokenMs: 3,
      finishReason: 'stop',
    });
  });
});

describe('messages', () => {
  it('come in the order of the logs, not of the clock', async () => {
    const first = { ...operation(writerA, 1, { ...question('q1', ''), createdAt: noon + 99 } as OperationBody) };
    const sibling = operation(writerB, 1, question('q2', ''));
    const last = operation(writerA, 2, question('q3', ''));
    const projection = await projectionOf([last, sibling, first]);
    expect(selectMessages(projection.database, 'c').map(({ id }) => id)).toEqual(['q1', 'q2', 'q3']);
  });

  it.each(['a\0b', '\u2028', '\ud800', '𝕏\ufffe', '-- \'"'])('may hold %j', async (text) => {
    const projection = await projectionOf(written(question('q', text)));
    expect(selectMessages(projection.database, 'c')[0]?.text).toBe(text.toWellFormed());
  });

  it('bring their attachments back', async () => {
    const attachments = [{ kind: 'selection' as const, name: 'a.ts', language: 'typescript', firstLine: 1, lastLine: 2, text: 'let x\0' }];
    const projection = await projectionOf(written({ ...question('q', ''), attachments } as OperationBody));
    expect(selectMessages(projection.database, 'c')[0]?.attachments).toEqual(attachments);
  });
});

describe('costs', () => {
  const costOf = (projection: SqlProjection): unknown => selectMessages(projection.database, 'c')[0]?.cost;

  it('of a message are the sum of its attempts', async () => {
    const projection = await projectionOf(
      written(answer('a'), opened('x', 'a'), settled('x', 'usage', '0.1'), opened('y', 'a'), settled('y', 'usage', '0.2')),
    );
    expect(costOf(projection)).toEqual({ source: 'usage', usd: '0.3' });
  });

  it('are unknown while an attempt is not settled', async () => {
    const projection = await projectionOf(written(answer('a'), opened('x', 'a'), settled('x', 'usage', '0.1'), opened('y', 'a')));
    expect(costOf(projection)).toEqual({ source: 'unknown', usd: null });
  });

  it('count as the last settlement says; the ledger keeps what each source said', async () => {
    const projection = await projectionOf(
      written(
        answer('a'),
        opened('x', 'a'),
        settled('x', 'estimate', '0.3'),
        settled('x', 'usage', '0.2'),
        settled('x', 'generation', '0.25'),
      ),
    );
    expect(costOf(projection)).toEqual({ source: 'generation', usd: '0.25' });
    expect(projection.database.rows('SELECT estimated_usd, billed_usd, looked_up_usd, cost_usd FROM ledger')).toEqual([
      { estimated_usd: '0.3', billed_usd: '0.2', looked_up_usd: '0.25', cost_usd: '0.25' },
    ]);
  });

  it('are summed by conversation, day, model and branch', async () => {
    const child = { ...answer('b'), parent: 'a' } as OperationBody;
    const projection = await projectionOf(
      written(
        answer('a'),
        opened('x', 'a'),
        settled('x', 'usage', '0.25'),
        child,
        opened('y', 'b'),
        settled('y', 'usage', '0.5'),
        opened('z', 'b'),
      ),
    );
    const sum = (view: string): unknown => projection.database.rows(`SELECT usd, attempts, unknown FROM ${view}`);
    for (const view of ['spend_by_conversation', 'spend_by_day', 'spend_by_model', 'spend_by_branch'])
      expect([view, sum(view)]).toEqual([view, [{ usd: 0.75, attempts: 3, unknown: 1 }]]);
  });
});

describe('an operation that the tables refuse', () => {
  it('costs no other one', async () => {
    let nested: unknown = 0;
    for (let depth = 0; depth < 3000; depth += 1) nested = [nested];
    const refused: OperationBody = { ...settled('x', 'usage', '1'), raw: nested } as OperationBody;
    const operations = written(created('T'), opened('x', 'a'), refused, question('q', 'why'));
    const projection = SqlProjection.create(await loadSql());
    const change = projection.apply({ file: '2026-01/x.ndjson', bytes: 77, operations }, 4);
    expect(change.refused).toEqual([operations[2]]);
    expect(selectConversations(projection.database)).toMatchObject([{ title: 'T', messageCount: 1 }]);
    expect(projection.covered()).toEqual(new Map([['2026-01/x.ndjson', 77]]));
  });
});
