import * as z from 'zod';
import type { KeyInfo, KeyLookup } from '../../core/ports/keyLookup.ts';
import type { Clock } from '../../core/ports/platform.ts';
import { keyFingerprint } from './keyFingerprint.ts';
import { endpointUrl } from '../http/endpoint.ts';
import { kept } from '../errors/errorMapping.ts';
import { getJson } from '../http/getJson.ts';
import { noKey, noKeyCheck, notAModelService } from '../errors/networkErrors.ts';
import { openRouterOrigin } from '../../shared/model/openRouterOrigin.ts';
import { plainLine } from '../values/plainText.ts';
import { readUsd } from '../values/readUsd.ts';

interface Connection {
  readonly baseUrl: URL;
  readonly key: string | undefined;
}

export interface OpenRouterKeyLookupParts {
  readonly connection: () => Promise<Connection>;
  readonly clock: Pick<Clock, 'now' | 'timeout'>;
}

const count = z.number().int().nonnegative();
const keySchema = z.object({
  data: z.object({
    label: z.string().nullish().catch(undefined),
    limit: z.unknown().optional(),
    limit_remaining: z.unknown().optional(),
    usage: z.unknown().optional(),
    is_free_tier: z.boolean().nullish().catch(undefined),
    free_model_daily_requests: z.object({ used: count, limit: count }).nullish().catch(undefined),
  }),
});

/** What `GET /key` says (https://openrouter.ai/docs/api-reference/limits). */
export class OpenRouterKeyLookup implements KeyLookup {
  readonly #connection: OpenRouterKeyLookupParts['connection'];
  readonly #clock: OpenRouterKeyLookupParts['clock'];

  constructor({ connection, clock }: OpenRouterKeyLookupParts) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async read(signal?: AbortSignal): Promise<KeyInfo> {
    const connection = await this.#connection();
    const info = await this.#find(connection, signal);
    if (info === null) throw noKeyCheck(connection.baseUrl);
    return info;
  }

  /** As `read`; null when the server has nothing to ask about a key, as most but OpenRouter. */
  async find(signal?: AbortSignal): Promise<KeyInfo | null> {
    return await this.#find(await this.#connection(), signal);
  }

  async #find({ baseUrl, key }: Connection, signal: AbortSignal | undefined): Promise<KeyInfo | null> {
    signal?.throwIfAborted();
    if (key === undefined) throw noKey(kept.nothing, baseUrl);
    const url = endpointUrl(baseUrl, 'key');
    // OpenRouter has it: something else answers in its place.
    const mayLack = baseUrl.origin !== openRouterOrigin;
    const answer = keySchema.safeParse(
      await getJson(url, { key, clock: this.#clock, signal, mayBeMissing: mayLack, mayBeForeign: mayLack }),
    );
    if (!answer.success && mayLack) return null;
    if (!answer.success) throw notAModelService(kept.nothing, url);
    const { label, limit, limit_remaining, usage, is_free_tier, free_model_daily_requests: free } = answer.data.data;
    return {
      account: await keyFingerprint(key),
      label: plainLine(label ?? '', 80),
      isFreeTier: is_free_tier === true,
      limitUsd: readUsd(limit),
      // An overdrawn key has a negative rest; null would mean that it has no limit.
      limitRemainingUsd: Number(limit_remaining) < 0 ? '0' : readUsd(limit_remaining),
      usageUsd: readUsd(usage),
      freeRequests: free ? { used: free.used, limit: free.limit } : null,
    };
  }
}
