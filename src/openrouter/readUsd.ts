import { parseUsd, toUsd } from '../core/money.ts';
import type { Usd } from '../shared/model.ts';

/**
 * A sum of money from the wire as a plain decimal string, null for anything that is none (absent, negative, not finite).
 * JSON numbers arrive as doubles; their shortest spelling equals the literal up to 15 significant digits, which covers every bill seen.
 */
export function readUsd(value: unknown): Usd | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const sum = parseUsd(value);
  return sum === null || sum.isNegative() ? null : toUsd(sum);
}
