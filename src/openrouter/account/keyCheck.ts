import type { KeyInfo } from '../../core/ports/keyLookup.ts';
import type { Clock } from '../../core/ports/platform.ts';
import { OpenRouterKeyLookup } from './openRouterKeyLookup.ts';

export interface CheckKeyOptions {
  readonly baseUrl: URL;
  readonly key: string;
  readonly clock: Pick<Clock, 'now' | 'timeout'>;
  readonly signal: AbortSignal;
}

/**
 * Asks `GET /key` about a key that is not stored yet; null where the server has nothing to ask. Rejects with ChatError, UNAUTHORIZED for a key
 * that is not valid.
 */
export async function checkKey({ baseUrl, key, clock, signal }: CheckKeyOptions): Promise<KeyInfo | null> {
  return await new OpenRouterKeyLookup({ connection: () => Promise.resolve({ baseUrl, key }), clock }).find(signal);
}
