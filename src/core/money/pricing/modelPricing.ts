// Money of tokens at catalogue prices: for estimates before the bill and in its place, and for the bound that a budget reserves.
import type { CatalogueModel } from '../../../shared/model/catalogue.ts';
import type { Usd } from '../../../shared/model/money.ts';
import type { OtherPrices } from '../../../shared/model/catalogue.ts';
import { type Decimal, parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import { ruleCanHold, ruleHolds } from './priceOverride.ts';

/** What is paid for. What was reported may contradict itself (more cached than sent): parts never count beyond their whole. */
export interface Quantities {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Parts of `promptTokens`: read from the provider's cache, and written to it. */
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Part of `completionTokens`. */
  readonly reasoningTokens?: number;
  readonly images?: number;
}

/** USD per token, for the request, and per image. */
export interface Prices {
  readonly promptUsd: Decimal;
  readonly completionUsd: Decimal;
  readonly cacheReadUsd: Decimal;
  readonly cacheWriteUsd: Decimal;
  readonly reasoningUsd: Decimal;
  readonly requestUsd: Decimal;
  /** Null when images are taken at a price that is not named. */
  readonly imageUsd: Decimal | null;
}

/** The dearest prices that could apply. USD per token of whatever kind, for the request, and per image. */
interface PriceCeiling {
  readonly promptUsd: Decimal;
  readonly completionUsd: Decimal;
  readonly requestUsd: Decimal;
  readonly imageUsd: Decimal | null;
  /** Per plain token, caches and reasoning left out: what a provider's price list is compared with. */
  readonly listed: { readonly promptUsd: Decimal; readonly completionUsd: Decimal };
}

/** A price list as the catalogue writes it: the base, or the base with rules laid over it. */
interface PriceList extends OtherPrices {
  readonly promptUsd?: Usd | null;
  readonly completionUsd?: Usd | null;
}

/** What a prompt of so many tokens is priced at when it is sent at `at` (ms since the epoch); null when prompt or answer have no known price. */
export function pricesAt(model: CatalogueModel, promptTokens: number, at: number): Prices | null {
  const rules = model.priceRules.filter((rule) => ruleHolds(rule, promptTokens, at));
  return read(rules.reduce(overlay, baseOf(model)));
}

/** USD of these quantities in a request that is sent at `at` (ms since the epoch); null when a price is not known. */
export function priceOf(model: CatalogueModel | undefined, quantities: Quantities, at: number): Decimal | null {
  const prompt = amount(quantities.promptTokens);
  const prices = model ? pricesAt(model, prompt, at) : null;
  if (!prices) return null;
  const cached = Math.min(amount(quantities.cachedTokens), prompt);
  const written = Math.min(amount(quantities.cacheWriteTokens), prompt - cached);
  const completion = amount(quantities.completionTokens);
  const reasoning = Math.min(amount(quantities.reasoningTokens), completion);
  const images = amount(quantities.images);
  if (images > 0 && !prices.imageUsd) return null;
  return prices.promptUsd
    .mul(prompt - cached - written)
    .add(prices.cacheReadUsd.mul(cached))
    .add(prices.cacheWriteUsd.mul(written))
    .add(prices.completionUsd.mul(completion - reasoning))
    .add(prices.reasoningUsd.mul(reasoning))
    .add(prices.requestUsd)
    .add((prices.imageUsd ?? zeroUsd()).mul(images));
}

/**
 * The dearest that could apply to a prompt of at most so many tokens at any time: a request may be served in another window than it was
 * reserved in, and a shorter prompt may be the dearer one. Null when a price is not known, because then there is no bound.
 */
export function ceilingPrices(model: CatalogueModel, promptTokensBound: number): PriceCeiling | null {
  const base = baseOf(model);
  const rules = model.priceRules.filter((rule) => ruleCanHold(rule, promptTokensBound));
  // Every price that can apply is in one of these lists, whichever rules meet: a rule that is silent passes on what another one says.
  const lists = [base, ...rules.map((rule) => overlay(base, rule))].map(read);
  const known = lists.filter((list) => list !== null);
  if (known.length < lists.length) return null;
  const [first, ...others] = known;
  if (!first) return null;
  return others.map(ceilingOf).reduce(dearer, ceilingOf(first));
}

/** USD that a request cannot exceed while its prompt and its answer keep within these bounds; null when it has images without a price. */
export function worstCase(ceiling: PriceCeiling, promptTokensBound: number, maxTokens: number): Decimal;
export function worstCase(ceiling: PriceCeiling, promptTokensBound: number, maxTokens: number, images: number): Decimal | null;
export function worstCase(ceiling: PriceCeiling, promptTokensBound: number, maxTokens: number, images = 0): Decimal | null {
  if (images > 0 && !ceiling.imageUsd) return null;
  return ceiling.promptUsd
    .mul(amount(promptTokensBound))
    .add(ceiling.completionUsd.mul(amount(maxTokens)))
    .add(ceiling.requestUsd)
    .add((ceiling.imageUsd ?? zeroUsd()).mul(amount(images)));
}

function baseOf({ promptUsd, completionUsd, otherPrices }: CatalogueModel): PriceList {
  return overlay({}, { ...otherPrices, promptUsd, completionUsd });
}

/**
 * Later prices over earlier ones. In 29 of the 30 rows that have one, the price of reasoning repeats that of the answer, and size tiers then
 * change only the latter: it is no price of its own, and follows. (Catalogue of 2026-08-21; the exception is perplexity/sonar-deep-research.)
 */
function overlay(list: PriceList, later: PriceList): PriceList {
  const { reasoningUsd, ...others } = { ...list, ...later };
  const follows = reasoningUsd === undefined || (later.reasoningUsd !== undefined && isSame(later.reasoningUsd, later.completionUsd));
  return follows ? others : { ...others, reasoningUsd };
}

function isSame(one: Usd, other: Usd | null | undefined): boolean {
  const value = parseUsd(other);
  return value !== null && parseUsd(one)?.eq(value) === true;
}

function read(list: PriceList): Prices | null {
  const promptUsd = price(list.promptUsd);
  const completionUsd = price(list.completionUsd);
  if (!promptUsd || !completionUsd) return null;
  const cacheReadUsd = price(list.cacheReadUsd, promptUsd);
  const cacheWriteUsd = price(list.cacheWriteUsd, promptUsd);
  const reasoningUsd = price(list.reasoningUsd, completionUsd);
  const requestUsd = price(list.requestUsd, zeroUsd());
  if (!cacheReadUsd || !cacheWriteUsd || !reasoningUsd || !requestUsd) return null;
  return { promptUsd, completionUsd, cacheReadUsd, cacheWriteUsd, reasoningUsd, requestUsd, imageUsd: price(list.imageUsd) };
}

/** Null when the price is not known, which is also what "-1" says. */
function price(usd: Usd | null | undefined, whenAbsent: Decimal | null = null): Decimal | null {
  if (usd === undefined) return whenAbsent;
  const value = parseUsd(usd);
  return value?.isNegative() ? null : value;
}

function ceilingOf(prices: Prices): PriceCeiling {
  return {
    promptUsd: dearest(prices.promptUsd, prices.cacheReadUsd, prices.cacheWriteUsd),
    completionUsd: dearest(prices.completionUsd, prices.reasoningUsd),
    requestUsd: prices.requestUsd,
    imageUsd: prices.imageUsd,
    listed: { promptUsd: prices.promptUsd, completionUsd: prices.completionUsd },
  };
}

function dearer(one: PriceCeiling, other: PriceCeiling): PriceCeiling {
  return {
    promptUsd: dearest(one.promptUsd, other.promptUsd),
    completionUsd: dearest(one.completionUsd, other.completionUsd),
    requestUsd: dearest(one.requestUsd, other.requestUsd),
    imageUsd: one.imageUsd && other.imageUsd ? dearest(one.imageUsd, other.imageUsd) : null,
    listed: {
      promptUsd: dearest(one.listed.promptUsd, other.listed.promptUsd),
      completionUsd: dearest(one.listed.completionUsd, other.listed.completionUsd),
    },
  };
}

function dearest(first: Decimal, ...others: readonly Decimal[]): Decimal {
  return others.reduce((most, value) => (value.gt(most) ? value : most), first);
}

/** What cannot be a quantity counts as none. */
function amount(value: number | undefined): number {
  return value !== undefined && value > 0 ? value : 0;
}
