import type { CostSource } from './money.ts';

/** Whether a settlement is somebody's bill. Anything else is a guess, which a bill replaces whatever their order in the logs. */
export function isBill(source: CostSource): boolean {
  return source === 'usage' || source === 'generation' || source === 'simulated';
}
