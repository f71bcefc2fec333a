import type { KeyInfo } from '../../core/ports/keyLookup.ts';
import type { Clock } from '../../core/ports/platform.ts';
import { OpenRouterKeyLookup } from './openRouterKeyLookup.ts';

/** The check waits in real time: it runs while a person looks at it. */
const clock: Pick<Clock, 'now' | 'timeout'> = {
  now: () => Date.now(),
  timeout(ms, callback) {
    const timer = setTimeout(callback, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Asks `GET /key` about a key that is not stored yet. Rejects with ChatError, UNAUTHORIZED for a key that is not valid. */
export async function checkKey(options: { readonly baseUrl: URL; readonly key: string; readonly signal: AbortSignal }): Promise<KeyInfo> {
  const { baseUrl, key, signal } = options;
  return await new OpenRouterKeyLookup({ connection: () => Promise.resolve({ baseUrl, key }), clock }).read(signal);
}
