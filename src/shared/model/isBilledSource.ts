import type { CostSource } from './money.ts';

/**
 * Whether a settlement is final: a bill, or the word that there is none (`local`, `uncharged`). Anything else is a guess, which a final one replaces
 * whatever their order in the logs.
 */
export function isBilledSource(source: CostSource): boolean {
  return source === 'usage' || source === 'generation' || source === 'simulated' || source === 'local' || source === 'uncharged';
}
