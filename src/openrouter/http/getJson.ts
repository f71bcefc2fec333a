import type { Clock } from '../../core/ports/platform.ts';
import { kept, toChatError } from '../errors/errorMapping.ts';
import { Exchange } from './exchange.ts';
import { notAModelService } from '../errors/networkErrors.ts';
import { parseJson } from '../values/parseJson.ts';
import { wholeText } from './wholeText.ts';
import { requestHeaders } from './requestHeaders.ts';
import { retryAfterMs } from '../values/retryAfter.ts';
import { readWireError } from '../errors/wireError.ts';

/** Silence after which a small request is given up. */
const timeoutMs = 20_000;
/** The catalogue is about 1 MB today. */
const maxBodyBytes = 32 * 1024 * 1024;

export interface GetJsonOptions {
  readonly key: string | undefined;
  readonly clock: Pick<Clock, 'now' | 'timeout'>;
  readonly signal?: AbortSignal | undefined;
  /** The server has such things, but perhaps not this one: 404 is then no error, and the result undefined. */
  readonly mayBeMissing?: boolean;
  /** The server may not have such things: what is no JSON, as the page of a web application, is then no error either, and the result undefined. */
  readonly mayBeForeign?: boolean;
}

/** The JSON behind a URL. Rejects with ChatError, or with the reason of the signal. */
export async function getJson(
  url: URL,
  { key, clock, mayBeMissing = false, mayBeForeign = false, ...options }: GetJsonOptions,
): Promise<unknown> {
  const signal = options.signal ?? new AbortController().signal;
  const exchange = new Exchange({ clock, timeoutMs, signal, kept: () => kept.nothing });
  try {
    const response = await exchange.open(url, { method: 'GET', headers: { ...requestHeaders(key), Accept: 'application/json' } });
    const text = await wholeText(exchange.bytes(response), maxBodyBytes);
    const body = parseJson(text);
    if (response.status === 404 && mayBeMissing) return undefined;
    // Not a missing model, which is what 404 says elsewhere: this server does not have the resource at all.
    if (response.status === 404) throw notAModelService(kept.nothing, url);
    if (!response.ok) {
      const error = readWireError(body ?? text, response.status);
      throw toChatError(error, { kept: kept.nothing, key, retryAfterMs: retryAfterMs(response.headers, clock.now()) });
    }
    if (body === undefined && !mayBeForeign) throw notAModelService(kept.nothing, url, response.headers.get('content-type') ?? '');
    return body;
  } finally {
    exchange.close();
  }
}
