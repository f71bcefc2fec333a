import { describe, expect, it } from 'vitest';
import { LedgerFold } from '../../../../src/archive/ledger/ledgerFold.ts';
import { readRecord, type Operation } from '../../../../src/archive/log/operations.ts';
import { textHash } from '../../../../src/archive/log/textHash.ts';
import { selectEntries, selectMessages } from '../../../../src/archive/projection/projectionQueries.ts';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import { noon, writerA } from '../kit/logs.ts';
import { allRows, loadSql, projectionOf } from '../kit/projection.ts';

/** Records as a later version may have written them, each of an operation that this one knows. */
function read(...bodies: readonly object[]): Operation[] {
  return bodies.map((body, index) => {
    const json: unknown = JSON.parse(JSON.stringify({ v: 1, id: `${writerA}:${index + 1}`, lc: index + 1, at: noon + index, ...body }));
    const record = readRecord(json);
    if (record.kind !== 'operation') throw new Error(`${record.kind}: ${JSON.stringify(body)}`);
    return record.operation;
  });
}

const opened = (attempt: string) => ({
  t: 'attempt.opened',
  attempt,
  conversation: 'c',
  message: 'a',
  purpose: 'chat',
  model: 'm',
  simulated: false,
  createdAt: noon,
});
const settled = (attempt: string, cost: object) => ({
  t: 'attempt.settled',
  attempt,
  cost,
  generation: null,
  servedModel: null,
  provider: null,
  usage: null,
  raw: null,
});
const added = (message: string, role: string, text: string, more: object = {}) => ({
  t: 'message.added',
  message,
  conversation: 'c',
  parent: null,
  role,
  model: null,
  text,
  attachments: [],
  createdAt: noon,
  ...more,
});
const noted = (message: string, role: string, text: string) => ({
  t: 'message.noted',
  message,
  conversation: 'c',
  parent: null,
  role,
  text,
  createdAt: noon,
});
const piece = (message: string, from: number, text: string) => ({ t: 'message.appended', message, conversation: 'c', from, text });
const finished = (message: string, text: string, more: object = {}) => ({
  t: 'message.finished',
  message,
  conversation: 'c',
  state: 'complete',
  length: text.length,
  sha256: textHash(text),
  reasoning: '',
  finishReason: null,
  failure: null,
  servedModel: null,
  provider: null,
  usage: null,
  firstTokenMs: null,
  latencyMs: null,
  ...more,
});

async function applied(operations: readonly Operation[]) {
  const projection = SqlProjection.create(await loadSql());
  return { projection, ...projection.apply({ file: `2026-01/${writerA}.ndjson`, bytes: 1, operations }, 0) };
}

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('words that are names of every object', () => {
  it.each(names)('%s as the source of a cost', async (word) => {
    for (const cost of [
      { source: word, usd: '0.5' },
      { source: 'unknown', sourceWord: word, usd: '0.5' },
      { source: word, usd: null },
    ]) {
      const operations = read(opened('x'), settled('x', cost));
      const { projection, refused } = await applied(operations);
      expect(refused).toEqual([]);
      const fold = new LedgerFold();
      for (const operation of operations) fold.apply(operation);
      expect(selectEntries(projection.database, 'c')).toEqual(fold.entries());
      expect(fold.entries()[0]?.settlement?.cost.source).toBe(cost.usd === null ? 'unknown' : 'estimate');
    }
  });

  it.each(names)('%s as every other word and id', async (word) => {
    const { projection, refused, damagedMessageIds } = await applied(
      read(
        {
          t: 'conversation.changed',
          conversation: 'c',
          set: { status: word, params: { [word]: 1 }, tags: [word], endpoint: word, model: word },
        },
        added(word, word, 'one', { attached: [{ kind: word, name: word }], attachments: [{ kind: word, name: 'n' }], continues: word }),
        finished(word, 'one', { state: word, failure: { code: word, message: '', retryable: false, actions: [word] } }),
        opened(word),
        settled(word, { source: word, usd: '1' }),
      ),
    );
    expect(refused).toEqual([]);
    expect(damagedMessageIds).toEqual([]);
    expect(selectMessages(projection.database, 'c')).toMatchObject([{ id: word, role: 'tool', text: 'one', state: 'interrupted' }]);
  });
});

it('an action that this version does not know is not offered', async () => {
  const failure = { code: 'LATER', message: 'Later.', retryable: true, actions: ['retry', 'later', 'constructor'] };
  const { projection } = await applied(read(added('m', 'assistant', ''), finished('m', '', { state: 'failed', failure })));
  expect(selectMessages(projection.database, 'c')[0]?.failure).toEqual({ ...failure, actions: ['retry'] });
});

describe('a message that comes whole, and has an end or pieces as well', () => {
  it('is no damage, and shown whole', async () => {
    for (const role of ['later', 'tool', 'user']) {
      for (const made of [added('m', role, 'the whole text'), noted('m', role, 'the whole text')]) {
        const { projection, damagedMessageIds } = await applied(read(made, finished('m', 'the whole text')));
        expect(selectMessages(projection.database, 'c')).toMatchObject([{ text: 'the whole text', state: 'complete' }]);
        expect(damagedMessageIds).toEqual([]);
      }
    }
  });

  it('goes on where its text ended', async () => {
    const { projection, damagedMessageIds } = await applied(
      read(added('m', 'later', 'the whole'), piece('m', 9, ' text'), finished('m', 'the whole text')),
    );
    expect(selectMessages(projection.database, 'c')).toMatchObject([{ text: 'the whole text' }]);
    expect(damagedMessageIds).toEqual([]);
  });
});

describe('the same rows in every order', () => {
  const histories: Record<string, object[]> = {
    ended: [added('m', 'later', 'the whole'), piece('m', 9, ' text'), finished('m', 'the whole text', { state: 'later' })],
    twice: [
      added('m', 'user', 'one', { model: 'x', attached: [{ kind: 'k', name: 'n' }], continues: 'z' }),
      noted('m', 'tool', 'longer one'),
    ],
    thrice: [noted('m', 'tool', 'a longer one'), piece('m', 0, 'p'), noted('m', 'tool', 'short')],
    assistant: [noted('m', 'tool', 'two'), piece('m', 1, 'x'), added('m', 'assistant', 'o')],
    answer: [added('m', 'assistant', 'one'), noted('m', 'tool', 'two'), added('m', 'later', 'three', { endpoint: 'e' })],
  };
  it.each(Object.keys(histories))('%s', async (name) => {
    const operations = read(...(histories[name] ?? []));
    const first = allRows(await projectionOf(operations));
    for (const order of permutations(operations))
      for (const atOnce of [1, 3]) expect(allRows(await projectionOf(order, atOnce))).toEqual(first);
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
