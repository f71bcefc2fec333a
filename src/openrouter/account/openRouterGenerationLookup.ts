import * as z from 'zod';
import type { GenerationLookup, GenerationRecord } from '../../core/ports/generationLookup.ts';
import type { Clock } from '../../core/ports/platform.ts';
import { endpointUrl, isLoopback } from '../http/endpoint.ts';
import { kept } from '../errors/errorMapping.ts';
import { getJson } from '../http/getJson.ts';
import { noKey, notAModelService } from '../errors/networkErrors.ts';
import { atMost } from '../values/atMost.ts';
import { readUsd } from '../values/readUsd.ts';

export interface OpenRouterGenerationLookupParts {
  /**
   * The server that made the generation (`ModelReference.endpoint`, null when that is not known), with a key of its own: another one does not
   * see the record.
   */
  readonly connection: (endpoint: string | null) => Promise<{ readonly baseUrl: URL; readonly key: string | undefined }>;
  readonly clock: Pick<Clock, 'now' | 'timeout'>;
}

const text = z.string().nullish().catch(undefined);
const tokens = z.number().int().nonnegative().nullish().catch(undefined);

const recordSchema = z.object({
  model: text,
  provider_name: text,
  total_cost: z.unknown().optional(),
  is_byok: z.boolean().nullish().catch(undefined),
  upstream_inference_cost: z.unknown().optional(),
  native_tokens_prompt: tokens,
  native_tokens_completion: tokens,
  native_tokens_reasoning: tokens,
  native_tokens_cached: tokens,
  tokens_prompt: tokens,
  tokens_completion: tokens,
});

/** What the ledger may keep of a record: how it was made and counted. The rest names the person, the application, the account or the session. */
const keptFields: ReadonlySet<string> = new Set([
  'id',
  'model',
  'provider_name',
  'router',
  'api_type',
  'service_tier',
  'data_region',
  'created_at',
  'streamed',
  'cancelled',
  'finish_reason',
  'native_finish_reason',
  'latency',
  'moderation_latency',
  'generation_time',
  'web_search_engine',
  'tokens_prompt',
  'tokens_completion',
  'native_tokens_prompt',
  'native_tokens_completion',
  'native_tokens_reasoning',
  'native_tokens_cached',
  'native_tokens_completion_images',
  'num_media_prompt',
  'num_input_audio_prompt',
  'num_media_completion',
  'num_search_results',
  'num_fetches',
  'total_cost',
  'usage',
  'upstream_inference_cost',
  'cache_discount',
  'is_byok',
]);

/** Bills by `GET /generation` (https://openrouter.ai/docs/api-reference/get-a-generation). */
export class OpenRouterGenerationLookup implements GenerationLookup {
  readonly #connection: OpenRouterGenerationLookupParts['connection'];
  readonly #clock: OpenRouterGenerationLookupParts['clock'];

  constructor({ connection, clock }: OpenRouterGenerationLookupParts) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** A record that has no cost yet is as good as none. */
  async find(generationId: string, endpoint: string | null, signal: AbortSignal): Promise<GenerationRecord | null> {
    signal.throwIfAborted();
    const { baseUrl, key } = await this.#connection(endpoint);
    if (key === undefined && !isLoopback(baseUrl)) throw noKey(kept.nothing, baseUrl);
    const url = endpointUrl(baseUrl, 'generation');
    url.searchParams.set('id', generationId);
    const body = await getJson(url, { key, clock: this.#clock, signal, mayBeMissing: true });
    return body === undefined ? null : readRecord(body, url);
  }
}

function readRecord(body: unknown, url: URL): GenerationRecord | null {
  const envelope = z.object({ data: z.record(z.string(), z.unknown()) }).safeParse(body);
  if (!envelope.success) throw notAModelService(kept.nothing, url);
  const record = recordSchema.parse(envelope.data.data);
  const chargeUsd = readUsd(record.total_cost);
  if (chargeUsd === null) return null;
  const promptTokens = record.native_tokens_prompt ?? record.tokens_prompt ?? null;
  const completionTokens = record.native_tokens_completion ?? record.tokens_completion ?? null;
  const cachedTokens = atMost(promptTokens, record.native_tokens_cached);
  const reasoningTokens = atMost(completionTokens, record.native_tokens_reasoning);
  const isByok = record.is_byok === true;
  return {
    servedModelId: record.model ?? null,
    provider: record.provider_name ?? null,
    usage: {
      promptTokens,
      completionTokens,
      ...(cachedTokens !== undefined && { cachedTokens }),
      ...(reasoningTokens !== undefined && { reasoningTokens }),
      chargeUsd,
      byok: isByok,
      // Zero or null without BYOK here, but in the stream it repeats the charge: it must not be added.
      upstreamUsd: isByok ? readUsd(record.upstream_inference_cost) : null,
      raw: withoutPersonalFields(envelope.data.data),
    },
  };
}

function withoutPersonalFields(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => keptFields.has(name) && typeof value !== 'object'));
}
