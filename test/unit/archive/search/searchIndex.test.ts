import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import { textHash } from '../../../../src/archive/log/textHash.ts';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import { history } from '../kit/historyArbitrary.ts';
import { noon, operation, question, writerA, writerB } from '../kit/logs.ts';
import { allRows, loadSql, projectionOf } from '../kit/projection.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const piece = (message: string, from: number, text: string): OperationBody => ({
  t: 'message.appended',
  message,
  conversation: 'c',
  from,
  text,
});
const finished = (message: string, text: string): OperationBody => ({
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
});
const purged: OperationBody = { t: 'conversation.purged', conversation: 'c' };
const written = (...bodies: readonly OperationBody[]): Operation[] => bodies.map((body, index) => operation(writerA, index + 1, body));

function found({ database }: SqlProjection, words: string): string[] {
  const rows = database.rows('SELECT id FROM search JOIN messages ON number = docid WHERE search MATCH ? ORDER BY id', [words]);
  return rows.map((row) => String(row['id']));
}

/** SQLite compares the index with every message. Throws. */
function checkIndex({ database }: SqlProjection): void {
  database.run(`INSERT INTO search (search) VALUES ('integrity-check')`);
}

describe('the full-text index', () => {
  it('fits the messages after every history, in every order, wherever it was finished first', async () => {
    await fc.assert(
      fc.asyncProperty(
        history.chain((operations) =>
          fc.record({
            operations: fc.constant(operations),
            shuffled: fc.shuffledSubarray(operations, { minLength: operations.length }),
            atOnce: fc.integer({ min: 1, max: 5 }),
            indexedAfter: fc.nat(operations.length),
          }),
        ),
        async ({ operations, shuffled, atOnce, indexedAfter }) => {
          const straight = await projectionOf(operations);
          const other = await projectionOf(shuffled, atOnce, indexedAfter);
          try {
            checkIndex(straight);
            checkIndex(other);
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

  it('is found out when it does not fit', async () => {
    const projection = await projectionOf(written(question('q', 'why')));
    projection.database.run("UPDATE messages SET content = 'forged'");
    expect(() => checkIndex(projection)).toThrow();
  });

  it('finds words whatever their case and accents', async () => {
    const projection = await projectionOf(written(question('q', 'Crème brûlée, ПРИВЕТ'), question('r', 'creme')));
    expect([found(projection, 'creme'), found(projection, 'BRULEE привет')]).toEqual([['q', 'r'], ['q']]);
  });

  it.each([0, Infinity])('has an answer when it has ended, and not while it grows (finished after %s operations)', async (indexedAfter) => {
    const operations = written(question('q', 'why'), piece('a', 0, 'because'), finished('a', 'because'));
    const growing = await projectionOf(operations.slice(0, 2), 1, indexedAfter);
    expect(found(growing, 'because')).toEqual([]);
    growing.apply({ file: 'x', bytes: 1, operations: operations.slice(2) }, 0);
    expect(found(growing, 'because')).toEqual(['a']);
  });

  it('follows an answer whose lost piece is found', async () => {
    const projection = await projectionOf(written(piece('a', 0, 'one '), finished('a', 'one two')));
    expect([found(projection, 'one'), found(projection, 'two')]).toEqual([['a'], []]);
    projection.apply({ file: 'x', bytes: 1, operations: [operation(writerB, 1, piece('a', 4, 'two'))] }, 0);
    expect(found(projection, 'two')).toEqual(['a']);
    checkIndex(projection);
  });

  it('is finished by a later process where an earlier one stopped', async () => {
    const sql = await loadSql();
    const projection = SqlProjection.create(sql);
    const many = Array.from({ length: 1200 }, (_, index) => question(`q${index}`, index === 1199 ? 'last' : 'other'));
    projection.apply({ file: 'x', bytes: 1, operations: written(...many) }, 0);
    expect([projection.indexMore(), found(projection, 'last')]).toEqual([true, []]);
    const reopened = SqlProjection.open(sql, projection.database.export());
    checkIndex(reopened);
    while (reopened.indexMore());
    expect([found(reopened, 'last'), found(reopened, 'other').length]).toEqual([['q1199'], 1199]);
  });
});

it.each([0, Infinity])(
  'a purged message leaves not a word of it, and all of the others (index finished after %s operations)',
  async (indexedAfter) => {
    const gone: OperationBody = { t: 'message.purged', conversation: 'c', messages: ['q', 'never here'], activeAt: noon };
    const operations = written(question('q', 'Rumpelstilzchen'), question('r', 'kept'), gone, question('q', 'Rumpelstilzchen'));
    const projection = await projectionOf(operations, 1, indexedAfter);
    const bytes = Buffer.from(projection.database.export()).toString('latin1').toLowerCase();
    expect(bytes).not.toContain('stilzchen');
    expect([found(projection, 'Rumpelstilzchen'), found(projection, 'kept')]).toEqual([[], ['r']]);
    checkIndex(projection);
  },
);

describe('a purged conversation', () => {
  const secret = 'Rumpelstilzchen';

  it.each([0, Infinity])('leaves not a word of it in the database (index finished after %s operations)', async (indexedAfter) => {
    const other = { ...question('r', 'kept'), conversation: 'd' } as OperationBody;
    const projection = await projectionOf(written(question('q', secret), other, purged), 1, indexedAfter);
    const bytes = Buffer.from(projection.database.export()).toString('latin1').toLowerCase();
    expect(bytes).toContain('kept');
    // The index keeps words in lower case, and writes what they have in common with the word before only once.
    expect(bytes).not.toContain(secret.toLowerCase().slice(4));
    expect([found(projection, secret), found(projection, 'kept')]).toEqual([[], ['r']]);
    checkIndex(projection);
  });

  it('was in the database before', async () => {
    const projection = await projectionOf(
      [operation(writerA, 1, question('q', secret)), { ...operation(writerA, 2, purged), at: noon }].slice(0, 1),
    );
    expect(Buffer.from(projection.database.export()).toString('latin1').toLowerCase()).toContain(secret.toLowerCase().slice(4));
  });
});
