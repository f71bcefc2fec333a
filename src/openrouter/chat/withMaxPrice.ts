import { isRecord } from '../../shared/values/isRecord.ts';
import { parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { ChatRequest } from '../../core/ports/chatClient.ts';
import type { Usd } from '../../shared/model/money.ts';
import { readUsd } from '../values/readUsd.ts';

type Preferences = Readonly<Record<string, unknown>>;

/**
 * The person's routing preferences with the bound of a request: `max_price` is in USD per million tokens, unlike everything else, and the
 * lower of both counts. As strings, which is what the specification types (https://openrouter.ai/docs, ProviderPreferences): a double that
 * rounds a price of 16 decimals down would exclude the very provider who has that price.
 */
export function withMaxPrice(preferences: Preferences, maxPrice: ChatRequest['maxPrice']): Preferences {
  if (maxPrice === null) return preferences;
  const own = isRecord(preferences['max_price']) ? preferences['max_price'] : {};
  const bounds = { prompt: lower(own['prompt'], maxPrice.promptUsd), completion: lower(own['completion'], maxPrice.completionUsd) };
  return { ...preferences, max_price: { ...own, ...bounds } };
}

function lower(own: unknown, perTokenUsd: Usd): unknown {
  const bound = parseUsd(perTokenUsd)?.times(1_000_000);
  const ownUsd = parseUsd(readUsd(own));
  if (bound === undefined || ownUsd?.lessThan(bound) === true) return own;
  return toUsd(bound);
}
