import * as z from 'zod';
import type { KeyInfo, KeyLookup } from '../../core/ports/keyLookup.ts';
import type { Clock } from '../../core/ports/platform.ts';
import { keyFingerprint } from './keyFingerprint.ts';
import { endpointUrl } from '../http/endpoint.ts';
import { kept } from '../errors/errorMapping.ts';
import { getJson } from '../http/getJson.ts';
import { noKey, notAModelService } from '../errors/networkErrors.ts';
import { plainLine } from '../values/plainText.ts';
import { readUsd } from '../values/readUsd.ts';

export interface OpenRouterKeyLookupParts {
  readonly connection: () => Promise<{ readonly baseUrl: URL; readonly key: string | undefined }>;
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
    signal?.throwIfAborted();
    const { baseUrl, key } = await this.#connection();
    if (key === undefined) throw noKey(kept.nothing, baseUrl);
    const url = endpointUrl(baseUrl, 'key');
    const answer = keySchema.safeParse(await getJson(url, { key, clock: this.#clock, signal }));
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
