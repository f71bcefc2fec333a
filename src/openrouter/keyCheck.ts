import * as z from 'zod';
import type { Clock } from '../core/ports.ts';
import type { Usd } from '../shared/model.ts';
import { endpointUrl } from './endpoint.ts';
import { kept } from './errors.ts';
import { getJson } from './getJson.ts';
import { notAModelService } from './lineErrors.ts';
import { plainLine } from './plainText.ts';
import { readUsd } from './readUsd.ts';

export interface KeyInfo {
  readonly label: string;
  /** What the key's own limit leaves; null for a key without a limit. */
  readonly limitRemainingUsd: Usd | null;
  readonly isFreeTier: boolean;
  /** Spent with this key so far; null when not reported. */
  readonly usageUsd: Usd | null;
}

const keySchema = z.object({
  data: z.object({
    label: z.string().nullish(),
    limit_remaining: z.unknown().optional(),
    is_free_tier: z.boolean().nullish(),
    usage: z.unknown().optional(),
  }),
});

/** The check waits in real time: it runs while a person looks at it. */
const clock: Pick<Clock, 'now' | 'timeout'> = {
  now: () => Date.now(),
  timeout(ms, callback) {
    const timer = setTimeout(callback, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Asks `GET /key` about a key. Rejects with ChatError, UNAUTHORIZED for a key that is not valid. */
export async function checkKey(options: { readonly baseUrl: URL; readonly key: string; readonly signal: AbortSignal }): Promise<KeyInfo> {
  const { baseUrl, key, signal } = options;
  const answer = keySchema.safeParse(await getJson(endpointUrl(baseUrl, 'key'), { key, clock, signal }));
  if (!answer.success) throw notAModelService(kept.nothing);
  const { label, limit_remaining, is_free_tier, usage } = answer.data.data;
  return {
    label: plainLine(label ?? '', 80),
    // An overdrawn key has a negative rest; null would mean that it has no limit.
    limitRemainingUsd: Number(limit_remaining) < 0 ? '0' : readUsd(limit_remaining),
    isFreeTier: is_free_tier === true,
    usageUsd: readUsd(usage),
  };
}
