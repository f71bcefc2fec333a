import { parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { Usd } from '../../shared/model/money.ts';

/** What lies beyond is no money but an attack: "1e999999999" written out fills the memory. */
const leastExponent = -40;
const greatestExponent = 15;

/**
 * A sum of money from the wire as a plain decimal string, null for anything that is none (absent, negative, out of all bounds).
 * JSON numbers arrive as doubles; their shortest spelling equals the literal up to 15 significant digits, which covers every bill seen.
 */
export function readUsd(value: unknown): Usd | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const sum = parseUsd(value);
  if (sum === null || sum.isNegative()) return null;
  return sum.isZero() || (sum.e >= leastExponent && sum.e <= greatestExponent) ? toUsd(sum) : null;
}
