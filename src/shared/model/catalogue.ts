import type { Usd } from './money.ts';

/** One row of the model catalogue. Prices are USD per single token, decimal strings; null = not known beforehand. */
export interface CatalogueModel {
  readonly id: string;
  /** The server whose list it is from (`ModelReference.endpoint`): its prices say nothing of a model of that name elsewhere. */
  readonly endpoint?: string;
  /** Of a server of this machine that is asked without a key: what has no price costs nothing there. */
  readonly local?: boolean;
  /** The dated name by which an answer may call the same model. */
  readonly canonicalId: string;
  readonly name: string;
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly promptUsd: Usd | null;
  readonly completionUsd: Usd | null;
  /** Prices of other kinds, where the catalogue names any. */
  readonly otherPrices: OtherPrices;
  /** Prices under conditions; where several hold, the later one wins for each price. */
  readonly priceRules: readonly PriceOverride[];
  readonly inputModalities: readonly string[];
  /** Family name as the catalogue gives it ("GPT", "Claude", …). */
  readonly tokenizer: string | null;
  /** Whether the parameters that the model lists have the temperature among them; absent where it lists none. */
  readonly supportsTemperature?: boolean;
  /** True for models that cost nothing because nothing is sent (demonstration). */
  readonly simulated: boolean;
}

/** USD as decimal strings. Per token: an absent cache price is that of the prompt, an absent reasoning price that of the answer. */
export interface OtherPrices {
  readonly cacheReadUsd?: Usd;
  readonly cacheWriteUsd?: Usd;
  readonly reasoningUsd?: Usd;
  /** Once for each request, and for each image in it. */
  readonly requestUsd?: Usd;
  readonly imageUsd?: Usd;
}

/** Prices that hold when all conditions do (https://openrouter.ai/docs, `pricing.overrides`). */
export interface PriceOverride extends OtherPrices {
  readonly promptUsd?: Usd;
  readonly completionUsd?: Usd;
  /** Holds for prompts with more tokens than this. */
  readonly minPromptTokens?: number;
  /** Time of day in UTC as HHMM numbers, [start, end), over midnight where the end is smaller; 0 as an end is the end of the day. */
  readonly utcStart?: number;
  readonly utcEnd?: number;
  /** "monday" … "sunday", in UTC. */
  readonly utcDays?: readonly string[];
}
