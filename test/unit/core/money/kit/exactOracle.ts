// A second opinion on money: fractions of whole numbers instead of decimals, and windows as the minutes that they cover.
import type { Quantities } from '../../../../../src/core/money/pricing/modelPricing.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import type { OtherPrices, PriceOverride } from '../../../../../src/shared/model/catalogue.ts';

const decimals = 30;
const days = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];

type PriceName = keyof OtherPrices | 'promptUsd' | 'completionUsd';

/** A decimal string as a whole number of 1e-30 USD. */
export function units(usd: string): bigint {
  const [whole = '0', fraction = ''] = usd.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** The minutes of the day that a window covers, walked from its start to its end. */
function minutesOf(start: number, end: number): ReadonlySet<number> {
  const minute = (clock: number) => (Math.floor(clock / 100) * 60 + (clock % 100)) % 1440;
  const covered = new Set<number>();
  let at = minute(start);
  do {
    covered.add(at);
    at = (at + 1) % 1440;
  } while (at !== minute(end));
  return covered;
}

function holds(rule: PriceOverride, promptTokens: number, at: number): boolean {
  const minutesSinceEpoch = Math.floor(at / 60_000);
  const day = days[Math.floor(minutesSinceEpoch / 1440) % 7] ?? '';
  const inTime =
    rule.utcStart === undefined || rule.utcEnd === undefined || minutesOf(rule.utcStart, rule.utcEnd).has(minutesSinceEpoch % 1440);
  return inTime && (rule.utcDays?.includes(day) ?? true) && (rule.minPromptTokens === undefined || promptTokens > rule.minPromptTokens);
}

/** In units of 1e-30 USD. All prices must be known and not negative, and a reasoning price must not repeat that of the answer. */
export function exactPrice(model: CatalogueModel, quantities: Quantities, at: number): bigint {
  const { promptTokens, completionTokens, cachedTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0, images = 0 } = quantities;
  const base: Partial<Record<PriceName, string>> = {
    ...model.otherPrices,
    promptUsd: model.promptUsd ?? '0',
    completionUsd: model.completionUsd ?? '0',
  };
  const price = (name: PriceName): bigint | undefined => {
    const last = model.priceRules.findLast((rule) => rule[name] !== undefined && holds(rule, promptTokens, at));
    const text = last?.[name] ?? base[name];
    return text === undefined ? undefined : units(text);
  };
  const prompt = price('promptUsd') ?? 0n;
  const completion = price('completionUsd') ?? 0n;
  let left = promptTokens;
  const take = (wanted: number) => {
    const taken = Math.min(wanted, left);
    left -= taken;
    return BigInt(taken);
  };
  const read = take(cachedTokens) * (price('cacheReadUsd') ?? prompt);
  const written = take(cacheWriteTokens) * (price('cacheWriteUsd') ?? prompt);
  const thought = Math.min(reasoningTokens, completionTokens);
  return (
    read +
    written +
    BigInt(left) * prompt +
    BigInt(completionTokens - thought) * completion +
    BigInt(thought) * (price('reasoningUsd') ?? completion) +
    (price('requestUsd') ?? 0n) +
    BigInt(images) * (price('imageUsd') ?? 0n)
  );
}
