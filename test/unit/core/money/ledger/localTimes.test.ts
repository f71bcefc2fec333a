import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { localDay } from '../../../../../src/core/money/ledger/localDay.ts';
import { dayStart, monthStart } from '../../../../../src/core/money/ledger/localTimes.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Apia',
];
const time = fc.integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') });
const runs = { seed: 20261127, numRuns: 400 };

describe.each(zones)('in %s', (zone) => {
  afterEach(() => vi.unstubAllEnvs());

  it('a day begins with the first moment that is called by its date', () => {
    vi.stubEnv('TZ', zone);
    fc.assert(
      fc.property(time, (at) => {
        const start = dayStart(at);
        expect([start <= at, localDay(start), localDay(start - 1) < localDay(at)]).toEqual([true, localDay(at), true]);
      }),
      runs,
    );
  });

  it('a month begins with the first moment of its first day', () => {
    vi.stubEnv('TZ', zone);
    fc.assert(
      fc.property(time, (at) => {
        const start = monthStart(at);
        expect([start, localDay(start)]).toEqual([dayStart(start), `${localDay(at).slice(0, 7)}-01`]);
      }),
      runs,
    );
  });
});

describe('a local day', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['UTC', '2026-01-02'],
    ['America/New_York', '2026-01-01'],
    ['Pacific/Kiritimati', '2026-01-02'],
  ])('is written as in ISO 8601: in %s %s', (zone, day) => {
    vi.stubEnv('TZ', zone);
    expect(localDay(Date.parse('2026-01-02T03:04:05Z'))).toBe(day);
  });
});
