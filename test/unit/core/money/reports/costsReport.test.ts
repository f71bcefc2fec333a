import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseUsd, toUsd, zeroUsd } from '../../../../../src/shared/model/usd.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import { costsReport } from '../../../../../src/core/money/reports/costsReport.ts';
import { bill, guess, ledgerEntry, settlement, unknown } from '../kit/ledgerEntry.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const day = 24 * 3_600_000;
const report = (entries: readonly LedgerEntry[], reservations: readonly Reservation[] = [], running: readonly string[] = []) =>
  costsReport({
    entries,
    older: [],
    reservations,
    records: [],
    budgets: [],
    complete: false,
    isRunning: (id) => running.includes(id),
  });
const entry: typeof ledgerEntry = (id, cost, fields) => ledgerEntry(id, cost, { createdAt: noon, ...fields });

describe('the rows of a report', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are one for each day and model: the newest day first, then by cost, then by name', () => {
    const { rows } = report([
      entry('1', bill('1'), { createdAt: noon - day, modelId: 'old' }),
      entry('2', bill('1'), { modelId: 'b' }),
      entry('3', bill('9'), { modelId: 'dear' }),
      entry('4', bill('1'), { modelId: 'a' }),
      entry('5', bill('0.5'), { modelId: 'dear' }),
    ]);
    expect(rows.map(({ day, modelId, requests, usd }) => [day, modelId, requests, usd])).toEqual([
      ['2026-11-20', 'dear', 2, '9.5'],
      ['2026-11-20', 'a', 1, '1'],
      ['2026-11-20', 'b', 1, '1'],
      ['2026-11-19', 'old', 1, '1'],
    ]);
  });

  it('are ordered by amount, not by the letters of it', () => {
    const { rows } = report([entry('1', bill('9'), { modelId: 'a' }), entry('2', bill('10'), { modelId: 'b' })]);
    expect(rows.map(({ usd }) => usd)).toEqual(['10', '9']);
  });

  it('go by local days', () => {
    vi.stubEnv('TZ', 'America/New_York');
    const times = ['2026-11-20T04:59:59.999Z', '2026-11-20T05:00:00.000Z'];
    const { rows } = report(times.map((time) => entry(time, bill('1'), { createdAt: Date.parse(time) })));
    expect(rows.map(({ day }) => day)).toEqual(['2026-11-20', '2026-11-19']);
  });

  it('have tokens as reported, else as counted, else none', () => {
    const counted = { promptTokens: 10, completionTokens: 1, usd: '1' };
    const usage = { promptTokens: 200, completionTokens: 20 };
    const { rows } = report([
      entry('1', null, { settlement: settlement(bill('1'), { counted, usage }) }),
      entry('2', null, { settlement: settlement(guess('1'), { counted }) }),
      entry('3', null),
    ]);
    expect(rows).toMatchObject([{ promptTokens: 210, completionTokens: 21, requests: 3, approximate: true }]);
  });

  it('keep models apart whose names hold anything', () => {
    const { rows } = report(['a","b', 'a', '["a"]'].map((modelId, index) => entry(String(index), bill('1'), { modelId })));
    expect(rows).toHaveLength(3);
  });

  it('leave simulated requests out, and say how many there were', () => {
    const simulated = entry('1', { source: 'simulated', usd: '5' }, { simulated: true });
    expect(report([simulated, entry('2', bill('1'))])).toMatchObject({ rows: [{ usd: '1' }], totalUsd: '1', simulatedRequests: 1 });
  });

  it('add up to the total', () => {
    const attempt = fc.record({ cents: fc.nat(100_000), modelId: fc.constantFrom('a', 'b', 'c'), days: fc.nat(5), certain: fc.boolean() });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        const entries = attempts.map(({ cents, modelId, days, certain }, index) => {
          const usd = toUsd((parseUsd(cents) ?? zeroUsd()).div(100_000_000));
          return entry(String(index), certain ? bill(usd) : guess(usd), { modelId, createdAt: noon - days * day });
        });
        const { rows, totalUsd, approximate } = report(entries);
        expect(toUsd(rows.reduce((sum, { usd }) => sum.add(usd), zeroUsd()))).toBe(totalUsd);
        expect(rows.some((row) => row.approximate)).toBe(approximate);
        expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(attempts.length);
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });
});

describe('the unresolved requests of a report', () => {
  it('are those without a bill that are over, the newest first', () => {
    const { unresolved } = report(
      [
        entry('old', unknown, { createdAt: noon - day }),
        entry('billed', bill('1')),
        entry('dismissed', null, { dismissed: true }),
        entry('running', null),
        entry('simulated', null, { simulated: true }),
        entry('new', guess('0.2'), { generationId: 'gen-1' }),
      ],
      [{ attemptId: 'new', conversationId: 'c', worstUsd: '0.9', at: noon }],
      ['running'],
    );
    expect(unresolved).toEqual([
      { attemptId: 'new', conversationId: 'c', modelId: 'm', createdAt: noon, estimateUsd: '0.2', reservedUsd: '0.9', canBeChecked: true },
      {
        attemptId: 'old',
        conversationId: 'c',
        modelId: 'm',
        createdAt: noon - day,
        estimateUsd: null,
        reservedUsd: null,
        canBeChecked: false,
      },
    ]);
  });
});
