import type { Histogram } from '../../src/shared/model/costs.ts';
import { count, seconds } from './entryFigures.ts';

export interface HistogramBar {
  /** Share of the highest bar, 0 to 1. */
  readonly height: number;
  /** Slower than 95 % of all. */
  readonly slow: boolean;
}

/** One bar for each bin. Slow are those that lie above the 95th percentile whole, and the last one, which has no upper end. */
export function histogramBars({ bins, p95Ms }: Histogram): readonly HistogramBar[] {
  const highest = Math.max(1, ...bins.map((bin) => bin.count));
  return bins.map((bin, index) => ({
    height: bin.count / highest,
    slow: index > 0 && (index === bins.length - 1 || bins[index - 1]!.upToMs >= p95Ms),
  }));
}

/** The same in words. */
export function histogramSentence(what: string, { count: requests, p50Ms, p95Ms }: Histogram): string {
  if (requests === 1) return `${what}, 1 request: ${seconds(p50Ms)}`;
  return `${what}, ${count(requests)} requests: half within ${seconds(p50Ms)}, 95 % within ${seconds(p95Ms)}`;
}
