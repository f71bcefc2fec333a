import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHistogram } from '../../../../../src/core/money/reports/histogram.ts';

describe('a histogram of times', () => {
  it('of none is null', () => {
    expect(toHistogram([])).toBeNull();
  });

  it('has the bins from the fastest to the slowest, empty ones between them too', () => {
    expect(toHistogram([90, 100, 300])).toEqual({
      count: 3,
      p50Ms: 100,
      p95Ms: 300,
      bins: [
        { upToMs: 100, count: 2 },
        { upToMs: 150, count: 0 },
        { upToMs: 225, count: 0 },
        { upToMs: 338, count: 1 },
      ],
    });
  });

  it('has what is longer than the last bound in the last bin', () => {
    const histogram = toHistogram([10 * 60_000, 60 * 60_000]);
    expect(histogram?.bins.map(({ count }) => count)).toEqual([2]);
    expect(histogram?.bins[0]?.upToMs).toBeGreaterThan(120_000);
  });

  it.each([1, 2, 3, 7, 19, 20, 21, 40, 60, 99, 100, 101, 200, 1000])('of 1 … %i has its quantiles by rank', (count) => {
    const times = Array.from({ length: count }, (_, index) => index + 1);
    expect(toHistogram(times)).toMatchObject({ p50Ms: Math.ceil(count / 2), p95Ms: Math.ceil((count * 19) / 20) });
  });

  it('counts each once, whatever their order', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (ms) => {
        const histogram = toHistogram(ms);
        expect(histogram?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(ms.length);
        expect(toHistogram([...ms].reverse())).toEqual(histogram);
        expect(Math.min(...ms) <= (histogram?.p50Ms ?? 0) && (histogram?.p50Ms ?? 0) <= (histogram?.p95Ms ?? 0)).toBe(true);
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });
});
