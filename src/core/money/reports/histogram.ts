import type { Histogram } from '../../../shared/model/costs.ts';

/** Upper bounds in ms: each is half as much again as the one before, from a tenth of a second to beyond two minutes. */
const boundsMs: readonly number[] = Array.from({ length: 19 }, (_, index) => Math.round(100 * 1.5 ** index));

/** How times are distributed; null without any. */
export function toHistogram(timesMs: readonly number[]): Histogram | null {
  if (timesMs.length === 0) return null;
  const sorted = Float64Array.from(timesMs).sort();
  const first = binOf(sorted[0] ?? 0);
  const last = binOf(sorted.at(-1) ?? 0);
  const counts = boundsMs.map(() => 0);
  for (const ms of sorted) counts[binOf(ms)]! += 1;
  const bins = boundsMs.slice(first, last + 1).map((upToMs, index) => ({ upToMs, count: counts[first + index] ?? 0 }));
  return { count: sorted.length, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), bins };
}

function binOf(ms: number): number {
  const bin = boundsMs.findIndex((bound) => ms <= bound);
  return bin < 0 ? boundsMs.length - 1 : bin;
}

/** The smallest value that this share of all values does not exceed. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
