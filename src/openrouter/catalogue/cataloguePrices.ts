import * as z from 'zod';
import { parseUsd } from '../../shared/model/usd.ts';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import type { OtherPrices, PriceOverride } from '../../shared/model/catalogue.ts';
import { readUsd } from '../values/readUsd.ts';

export type Prices = Pick<CatalogueModel, 'promptUsd' | 'completionUsd' | 'otherPrices' | 'priceRules'>;

/** Our names for the price keys of the catalogue (https://openrouter.ai/docs/guides/overview/models). */
const priceKeys = {
  prompt: 'promptUsd',
  completion: 'completionUsd',
  input_cache_read: 'cacheReadUsd',
  input_cache_write: 'cacheWriteUsd',
  internal_reasoning: 'reasoningUsd',
  request: 'requestUsd',
  image: 'imageUsd',
} as const;

type StatedPrices = Pick<PriceOverride, (typeof priceKeys)[keyof typeof priceKeys]>;

/** HHMM: 1630 is half past four in the afternoon. */
const hours = z
  .number()
  .int()
  .min(0)
  .max(2400)
  .refine((value) => value % 100 < 60)
  .nullish();
const day = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
const conditionsSchema = z.object({
  min_prompt_tokens: z.number().nonnegative().nullish(),
  utc_start: hours,
  utc_end: hours,
  utc_days: z.array(z.string().toLowerCase().pipe(day)).min(1).nullish(),
});
const conditionKeys: ReadonlySet<string> = new Set(Object.keys(conditionsSchema.shape));

/** Prices of a row of `GET /models`, every digit kept. What is absent or negative ("-1": a router) is not known. */
export function readPricing(pricing: Readonly<Record<string, unknown>>): Prices {
  const { promptUsd = null, completionUsd = null, ...others } = statedPrices(pricing);
  const overrides = Array.isArray(pricing['overrides']) ? pricing['overrides'] : [];
  const rules = overrides.map(readRule).filter((rule) => rule !== undefined);

  // Nearly all rows repeat the price of the answer as that of the reasoning: it is none of its own then, and must follow the answer's.
  const ownReasoningPrice = [{ completionUsd, ...others }, ...rules].some(
    ({ reasoningUsd, completionUsd: answerUsd = completionUsd }) => reasoningUsd !== undefined && reasoningUsd !== answerUsd,
  );
  return {
    promptUsd,
    completionUsd,
    otherPrices: ofReasoning(ownReasoningPrice, others),
    priceRules: rules.map((rule) => ofReasoning(ownReasoningPrice, rule)),
  };
}

function statedPrices(pricing: Readonly<Record<string, unknown>>): StatedPrices {
  const stated = Object.entries(priceKeys).map(([key, name]) => [name, readUsd(pricing[key])] as const);
  return Object.fromEntries(stated.filter(([, usd]) => usd !== null));
}

/** Undefined for an entry under a condition that is not known here: it must be skipped, says the documentation. */
function readRule(entry: unknown): PriceOverride | undefined {
  const conditions = conditionsSchema.safeParse(entry);
  if (!conditions.success) return undefined;
  const fields = entry as Readonly<Record<string, unknown>>;
  if (Object.entries(fields).some(([key, value]) => !(conditionKeys.has(key) || key in priceKeys || isPrice(value)))) return undefined;
  const { min_prompt_tokens, utc_start, utc_end, utc_days } = conditions.data;
  const hasTime = typeof (utc_start ?? utc_end) === 'number';
  return {
    ...(typeof min_prompt_tokens === 'number' && { minPromptTokens: min_prompt_tokens }),
    ...(hasTime && { utcStart: utc_start ?? 0, utcEnd: utc_end ?? 0 }),
    ...(Array.isArray(utc_days) && { utcDays: utc_days }),
    ...statedPrices(fields),
  };
}

/** Every price is a decimal string, also those that are of no use here (audio, web search); conditions are anything else. */
function isPrice(value: unknown): boolean {
  return value === null || (typeof value === 'string' && parseUsd(value) !== null);
}

function ofReasoning<T extends OtherPrices>(own: boolean, prices: T): Omit<T, 'reasoningUsd'> & Pick<OtherPrices, 'reasoningUsd'> {
  const { reasoningUsd, ...others } = prices;
  return own && reasoningUsd !== undefined ? { ...others, reasoningUsd } : others;
}
