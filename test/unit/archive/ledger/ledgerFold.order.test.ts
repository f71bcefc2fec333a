import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountNote } from '../../../../src/core/ports/ledger.ts';
import { LedgerFold } from '../../../../src/archive/ledger/ledgerFold.ts';
import type { BodyOf, Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import { selectEntries, selectMessages } from '../../../../src/archive/projection/projectionQueries.ts';
import type { CostSource } from '../../../../src/shared/model/money.ts';
import { noon, operation, writerA, writerB } from '../kit/logs.ts';
import { projectionOf } from '../kit/projection.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const ids = { attempt: 'x', conversation: 'c', message: 'a' };
const opened: OperationBody = { t: 'attempt.opened', ...ids, purpose: 'chat', model: 'm/1', simulated: false, createdAt: noon };
const answer: OperationBody = {
  t: 'message.added',
  message: 'a',
  conversation: 'c',
  parent: null,
  role: 'assistant',
  model: 'm/1',
  text: '',
  attachments: [],
  createdAt: noon,
};
const settled = (source: CostSource, usd: string | null): BodyOf<'attempt.settled'> => ({
  t: 'attempt.settled',
  attempt: 'x',
  cost: { source, usd },
  generation: null,
  servedModel: null,
  provider: `by ${source}`,
  usage: null,
  raw: null,
});
const foldOf = (operations: readonly Operation[]): LedgerFold => {
  const fold = new LedgerFold();
  for (const entry of operations) fold.apply(entry);
  return fold;
};

const bills: readonly CostSource[] = ['usage', 'generation', 'simulated'];
const guesses: readonly CostSource[] = ['estimate', 'unknown'];

/** All operations, some of them told twice, in any order. */
const retold = (operations: readonly Operation[]): fc.Arbitrary<Operation[]> =>
  fc
    .subarray([...operations])
    .chain((again) => fc.shuffledSubarray([...operations, ...again], { minLength: operations.length + again.length }));

/** Settlements of one attempt by two windows, and what counts: the last of the bills, or without a bill the last of all. */
const settlements = fc
  .array(fc.record({ source: fc.constantFrom(...bills, ...guesses), isOwn: fc.boolean(), firstTokenMs: fc.nat(9), counted: fc.nat(9) }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((all) => {
    const told = all.map(({ source, isOwn, firstTokenMs, counted }, index) =>
      operation(isOwn ? writerA : writerB, index + 3, {
        ...settled(source, source === 'unknown' ? null : String(index)),
        firstTokenMs,
        counted: { promptTokens: counted, completionTokens: 1, usd: null },
      }),
    );
    const counting = told.filter((_, index) => bills.includes(all[index]?.source ?? 'unknown'));
    const operations = [operation(writerA, 1, answer), operation(writerA, 2, opened), ...told];
    return fc.record({ counting: fc.constant((counting.at(-1) ?? told.at(-1))?.body), operations: retold(operations) });
  });

describe('of all that is said of one attempt', () => {
  it('the last bill counts, and the last guess only without one, in whatever order it is read and however often', async () => {
    await fc.assert(
      fc.asyncProperty(settlements, fc.integer({ min: 1, max: 4 }), async ({ operations, counting }, atOnce) => {
        if (counting?.t !== 'attempt.settled') throw new Error('There is no settlement.');
        const entries = foldOf(operations).entries();
        expect(entries).toMatchObject([
          {
            settlement: {
              cost: counting.cost,
              provider: counting.provider,
              firstTokenMs: counting.firstTokenMs,
              counted: counting.counted,
            },
          },
        ]);
        const { database } = await projectionOf(operations, atOnce);
        try {
          expect(selectEntries(database, 'c')).toEqual(entries);
          const cost = counting.cost.usd === null ? { source: 'unknown', usd: null } : counting.cost;
          expect(selectMessages(database, 'c')[0]?.cost).toEqual(cost);
        } finally {
          database.close();
        }
      }),
      { seed: 20260102, numRuns: propertyRuns(200) },
    );
  });

  it.each(bills.flatMap((bill) => guesses.map((guess) => [bill, guess] as const)))(
    'a bill by %s stands before a later one that is %s, and when the guess is read first',
    (bill, guess) => {
      const early = operation(writerA, 2, settled(bill, '1'));
      const late = operation(writerB, 9, settled(guess, null));
      for (const order of [
        [early, late],
        [late, early],
      ])
        expect(foldOf([operation(writerA, 1, opened), ...order]).entries()[0]?.settlement?.cost).toEqual({ source: bill, usd: '1' });
    },
  );

  it('a guess counts again when it is later than the guess before the bill, and no bill came', () => {
    const guess = (seq: number, usd: string) => operation(writerA, seq, settled('estimate', usd));
    expect(foldOf([operation(writerA, 1, opened), guess(4, '4'), guess(3, '3')]).entries()[0]?.settlement?.cost.usd).toBe('4');
  });

  it('what each source said last stays in the database, when a guess comes after the bill', async () => {
    const all = [answer, opened, settled('usage', '0.2'), settled('estimate', '0.3'), settled('estimate', '0.4')];
    const { database } = await projectionOf(all.map((body, index) => operation(writerA, index + 1, body)));
    expect(database.rows('SELECT estimated_usd, billed_usd, looked_up_usd, cost_usd, cost_source, settled_at FROM ledger')).toEqual([
      { estimated_usd: '0.4', billed_usd: '0.2', looked_up_usd: null, cost_usd: '0.2', cost_source: 'usage', settled_at: noon + 3 },
    ]);
  });
});

describe('the cost of a message', () => {
  it('follows when the bill comes later than the guess', async () => {
    const all = [answer, opened, settled('estimate', '0.3')].map((body, index) => operation(writerA, index + 1, body));
    const projection = await projectionOf(all);
    const cost = (): unknown => selectMessages(projection.database, 'c')[0]?.cost;
    expect(cost()).toEqual({ source: 'estimate', usd: '0.3' });
    projection.apply({ file: 'x', bytes: 1, operations: [operation(writerB, 9, settled('generation', '0.25'))] }, 0);
    expect(cost()).toEqual({ source: 'generation', usd: '0.25' });
    projection.apply({ file: 'x', bytes: 2, operations: [operation(writerB, 10, settled('unknown', null))] }, 0);
    expect(cost()).toEqual({ source: 'generation', usd: '0.25' });
    projection.database.close();
  });
});

describe('the cost of a message whose addition is lost', () => {
  const message = { message: 'a', conversation: 'c' };
  const firstSigns: readonly OperationBody[] = [
    { t: 'message.appended', ...message, from: 0, text: 'so far' },
    { t: 'message.changed', ...message, set: { deleted: true } },
  ];

  it.each(firstSigns)('is there also when its bill is read before its first sign: $t', async (firstSign) => {
    const bill = [opened, settled('usage', '1')].map((body, index) => operation(writerA, index + 1, body));
    const { database } = await projectionOf([...bill, operation(writerA, 9, firstSign)], 1);
    expect(selectMessages(database, 'c')).toMatchObject([{ id: 'a', cost: { source: 'usage', usd: '1' } }]);
    database.close();
  });
});

describe('a dismissed attempt', () => {
  const dismissed = operation(writerB, 5, { t: 'attempt.dismissed', attempt: 'x' });
  const all = [operation(writerA, 1, opened), dismissed, operation(writerA, 9, settled('usage', '1'))];

  it('stays dismissed, whatever is read before or after, and its bill is taken all the same', async () => {
    await fc.assert(
      fc.asyncProperty(retold(all), async (operations) => {
        const entries = foldOf(operations).entries();
        expect(entries).toMatchObject([{ id: 'x', dismissed: true, settlement: { cost: { usd: '1' } } }]);
        const { database } = await projectionOf(operations, 1);
        expect(selectEntries(database, 'c')).toEqual(entries);
        database.close();
      }),
      { seed: 20260102, numRuns: propertyRuns(20) },
    );
  });

  it('whose opening is lost is no entry', () => {
    expect(foldOf([dismissed]).entries()).toEqual([]);
  });
});

describe('the first check of a key', () => {
  const notes = fc.array(
    fc.record({
      t: fc.constant('account.noted' as const),
      account: fc.constantFrom('k1', 'k2'),
      usageUsd: fc.constantFrom('1', '2', '12.5'),
      notedAt: fc.integer({ min: noon, max: noon + 3 }),
    }),
    { maxLength: 8 },
  );

  it('is the earliest one by its own time, in whatever order they are read and however often', () => {
    fc.assert(
      fc.property(
        notes
          .map((bodies) => bodies.map((body, index) => operation(writerA, index + 1, body)))
          .chain((operations) => fc.tuple(fc.constant(operations), retold(operations))),
        ([straight, shuffled]) => {
          for (const account of ['k1', 'k2']) {
            const found = foldOf(shuffled).firstAccountNote(account);
            expect(found).toEqual(foldOf(straight).firstAccountNote(account));
            const times = straight.flatMap(({ body }) => (body.t === 'account.noted' && body.account === account ? [body.notedAt] : []));
            expect(found?.at ?? null).toBe(times.length === 0 ? null : Math.min(...times));
          }
        },
      ),
      { seed: 20260102, numRuns: propertyRuns(300) },
    );
  });

  it('says of which key, how much and when', () => {
    const note: AccountNote = { account: 'k', usageUsd: '12.50000001', at: noon };
    const fold = foldOf([operation(writerA, 1, { t: 'account.noted', account: 'k', usageUsd: '12.50000001', notedAt: noon })]);
    expect([fold.firstAccountNote('k'), fold.firstAccountNote('other')]).toEqual([note, null]);
  });
});
