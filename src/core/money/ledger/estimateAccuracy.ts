import type { EstimateRecord } from '../../../shared/model/forecast.ts';
import { parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { LedgerEntry } from '../../ports/ledger.ts';

/** Bills of a model that its record goes back to: enough to even out single ones, few enough to follow a new price. */
const billsInRecord = 20;
/** Beyond these it is not the estimate that was wrong, but something else. */
const minRatio = 0.01;
const maxRatio = 1000;

/** How estimates compared with bills, for each model that has both; from attempts, oldest first. */
export function estimateAccuracy(entries: readonly LedgerEntry[]): ReadonlyMap<string, EstimateRecord> {
  const byModel = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    // A bill that was asked for later may be for more than what had arrived and was counted here.
    if (entry.simulated || entry.settlement?.cost.source !== 'usage' || !entry.settlement.counted) continue;
    const ofModel = byModel.get(entry.modelId);
    if (ofModel) ofModel.push(entry);
    else byModel.set(entry.modelId, [entry]);
  }
  return new Map([...byModel].map(([modelId, ofModel]) => [modelId, recordOf(modelId, ofModel.slice(-billsInRecord))]));
}

function recordOf(modelId: string, entries: readonly LedgerEntry[]): EstimateRecord {
  let billedUsd = zeroUsd();
  let estimatedUsd = zeroUsd();
  let reportedTokens = 0;
  let countedTokens = 0;
  for (const { settlement } of entries) {
    const { cost, counted, usage } = settlement ?? {};
    const [billed, estimated] = [parseUsd(cost?.usd), parseUsd(counted?.usd)];
    if (billed && estimated) {
      billedUsd = billedUsd.add(billed);
      estimatedUsd = estimatedUsd.add(estimated);
    }
    if (usage && counted && counted.promptTokens > 0) {
      reportedTokens += usage.promptTokens;
      countedTokens += counted.promptTokens;
    }
  }
  return {
    modelId,
    bills: entries.length,
    costRatio: estimatedUsd.isZero() ? 1 : within(billedUsd.div(estimatedUsd).toNumber()),
    tokenRatio: countedTokens === 0 ? 1 : within(reportedTokens / countedTokens),
  };
}

function within(ratio: number): number {
  return Math.min(maxRatio, Math.max(minRatio, ratio));
}
