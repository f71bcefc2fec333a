import type { EstimateRecord } from '../../src/shared/model/forecast.ts';
import { count } from './entryFigures.ts';

/** `×1.04 over 12 bills` */
export function recordFigure({ costRatio, bills }: EstimateRecord): string {
  return `×${costRatio.toFixed(2)} over ${billsOf(bills)}`;
}

/** `Bills of this model were 4 % above the estimate, over 12 bills.` */
export function recordSentence({ costRatio, bills }: EstimateRecord): string {
  const percent = Math.round(Math.abs(costRatio - 1) * 100);
  const compared = percent === 0 ? 'as estimated' : `${percent} % ${costRatio > 1 ? 'above' : 'below'} the estimate`;
  return `Bills of this model were ${compared}, over ${billsOf(bills)}.`;
}

function billsOf(bills: number): string {
  return bills === 1 ? '1 bill' : `${count(bills)} bills`;
}
