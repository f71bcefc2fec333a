import { t } from '../../src/shared/l10n/t.ts';
import type { EstimateRecord } from '../../src/shared/model/forecast.ts';
import { count } from './entryFigures.ts';

/** `×1.04 over 12 bills` */
export function recordFigure({ costRatio, bills }: EstimateRecord): string {
  return `×${costRatio.toFixed(2)} over ${billsOf(bills)}`;
}

/** `Bills of this model were 4 % above the listed price, over 12 bills.` */
export function recordSentence({ costRatio, bills, hiddenTokens }: EstimateRecord): string {
  const percent = Math.round(Math.abs(costRatio - 1) * 100);
  const compared = percent === 0 ? 'as listed' : `${percent} % ${costRatio > 1 ? 'above' : 'below'} the listed price`;
  const hidden = t('An answer has about {0} tokens of reasoning that are billed and not shown.', count(hiddenTokens));
  return `Bills of this model were ${compared}, over ${billsOf(bills)}.${hiddenTokens > 0 ? ` ${hidden}` : ''}`;
}

function billsOf(bills: number): string {
  return bills === 1 ? '1 bill' : `${count(bills)} bills`;
}
