import type { EstimateRecord } from '../../../shared/model/forecast.ts';
import { modelKey, type ModelReference } from '../../../shared/model/modelReference.ts';
import { parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { LedgerEntry, Settlement } from '../../ports/ledger.ts';

/** Bills of a model that its record goes back to: enough to even out single ones, few enough to follow a new price. */
export const billsInRecord = 20;
/** Beyond these it is not a price that was wrong, but something else, and it must neither sink a bound nor multiply it out of all proportion. */
const costRatios = { least: 0.1, most: 100 };
/** Our approximation counts four bytes as a token; no language and tokenizer in use are further away from that. */
const tokenRatios = { least: 0.25, most: 4 };

/**
 * How requests compared with what was expected of them, for each model of each server (by `modelKey`) that has a bill; from attempts, oldest
 * first. Bills are compared with the listed price of the tokens that were reported, so that tokens which never arrived are not taken for a
 * higher price.
 */
export function estimateAccuracy(entries: readonly LedgerEntry[]): ReadonlyMap<string, EstimateRecord> {
  const byModel = new Map<string, { readonly model: ModelReference; readonly settlements: Settlement[] }>();
  for (const { simulated, settlement, modelId, endpoint = null } of entries) {
    if (simulated || !settlement || !isComparable(settlement)) continue;
    const model = { modelId, endpoint };
    const known = byModel.get(modelKey(model));
    if (known) known.settlements.push(settlement);
    else byModel.set(modelKey(model), { model, settlements: [settlement] });
  }
  return new Map([...byModel].map(([key, { model, settlements }]) => [key, recordOf(model, settlements.slice(-billsInRecord))]));
}

/** Billed at its end, so that what was reported and what was counted are of the same tokens; of one looked up later, more may have come. */
function isComparable({ cost, counted, listUsd }: Settlement): boolean {
  return (cost.source === 'usage' && counted !== null) || (cost.source === 'generation' && listUsd !== undefined);
}

function recordOf({ modelId, endpoint }: ModelReference, settlements: readonly Settlement[]): EstimateRecord {
  return {
    modelId,
    endpoint,
    bills: settlements.length,
    costRatio: median(settlements.flatMap(costRatioOf)) ?? 1,
    tokenRatio: median(settlements.flatMap(tokenRatioOf)) ?? 1,
    hiddenTokens: Math.round(median(settlements.flatMap(hiddenTokensOf)) ?? 0),
  };
}

/** What is paid for tools is not a price of tokens. */
function costRatioOf({ cost, listUsd, toolUsd }: Settlement): readonly number[] {
  const [billed, listed] = [parseUsd(cost.usd), parseUsd(listUsd)];
  if (!billed || !listed?.gt(zeroUsd())) return [];
  return [
    within(
      costRatios,
      billed
        .sub(parseUsd(toolUsd) ?? zeroUsd())
        .div(listed)
        .toNumber(),
    ),
  ];
}

function tokenRatioOf({ usage, counted }: Settlement): readonly number[] {
  if (!usage || !counted || counted.promptTokens <= 0) return [];
  return [within(tokenRatios, usage.promptTokens / counted.promptTokens)];
}

function hiddenTokensOf(settlement: Settlement): readonly number[] {
  const { usage, counted } = settlement;
  if (!usage || !counted) return [];
  const [ratio = 1] = tokenRatioOf(settlement);
  return [Math.max(0, usage.completionTokens - counted.completionTokens * Math.max(1, ratio))];
}

function within({ least, most }: typeof costRatios, ratio: number): number {
  return Math.min(most, Math.max(least, ratio));
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
