import * as z from 'zod';
import type { Usd } from '../../shared/model/money.ts';
import { isRecord } from '../../shared/values/isRecord.ts';
import { readUsd } from '../values/readUsd.ts';

/** An error as some server worded it, in one shape. */
export interface WireError {
  /** HTTP status, or the number inside the body where that is more exact; null when there is none. */
  readonly status: number | null;
  /** OpenRouter's stable `error_type`, or another server's code in words. */
  readonly type: string | null;
  readonly message: string | null;
  /** Why a 402 or 403 was given. */
  readonly reason: string | null;
  readonly limitSource: string | null;
  readonly limit: SpendingLimit;
  /** Why no endpoint could serve the model, and whether that will pass. */
  readonly availability: string | null;
  readonly retryable: boolean | null;
  readonly retryAfterMs: number | null;
}

/** The limit that refused a request, as far as it was reported. */
interface SpendingLimit {
  /** "key", "workspace", … */
  readonly scope: string | null;
  readonly usd: Usd | null;
  readonly spendUsd: Usd | null;
  /** ms since the epoch. */
  readonly resetsAt: number | null;
}

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);

const limitFields = {
  limit_source: text,
  scope: text,
  limit_usd: z.unknown().optional(),
  spend_usd: z.unknown().optional(),
  resets_at: z.unknown().optional(),
};
const errorSchema = z.object({
  ...limitFields,
  code: z.union([z.number(), z.string()]).nullish().catch(undefined),
  type: text,
  message: text,
  error_type: text,
  http_status: number,
  metadata: z
    .object({ ...limitFields, error_type: text, reason: text, raw: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  availability: z
    .object({ code: text, retryable: z.boolean().nullish().catch(undefined), retry_after: number })
    .nullish()
    .catch(undefined),
});

/** OpenRouter nests the error, Ollama sends a string, FastAPI servers `detail`, some only `message`. */
const bodySchema = z.object({
  error: z
    .union([errorSchema, z.string().transform((message) => errorSchema.parse({ message }))])
    .optional()
    .catch(undefined),
  message: text,
  detail: text,
});

/** The HTTP status that a code in words stands for (https://openrouter.ai/docs/api-reference/errors, and OpenAI's own words). */
const statusOfType: Readonly<Record<string, number>> = {
  authentication: 401,
  invalid_api_key: 401,
  payment_required: 402,
  insufficient_quota: 402,
  permission_denied: 403,
  not_found: 404,
  model_not_found: 404,
  timeout: 504,
  rate_limit_exceeded: 429,
  server: 500,
  server_error: 500,
  provider_unavailable: 502,
  provider_overloaded: 503,
  context_length_exceeded: 400,
  invalid_request: 400,
  invalid_prompt: 400,
  content_policy_violation: 400,
};

/** True when a parsed body or chunk carries an error at all. */
export function hasError(body: unknown): boolean {
  return isRecord(body) && body['error'] !== null && body['error'] !== undefined;
}

/** Reads any error body; `httpStatus` is that of the response, null inside a stream that began with 200. Never throws. */
export function readWireError(body: unknown, httpStatus: number | null): WireError {
  const outer = bodySchema.safeParse(body).data;
  const error = outer?.error;
  const metadata = error?.metadata;
  const words = metadata?.error_type ?? error?.error_type ?? (typeof error?.code === 'string' ? error.code : error?.type);
  const status = [Number(error?.code), error?.http_status, httpStatus, statusOfType[words ?? '']].find(isErrorStatus);
  const retryAfter = error?.availability?.retry_after;
  return {
    status: status ?? null,
    type: words ?? null,
    message: upstreamMessage(metadata?.raw) ?? error?.message ?? outer?.message ?? outer?.detail ?? null,
    reason: metadata?.reason ?? null,
    limitSource: metadata?.limit_source ?? error?.limit_source ?? null,
    limit: {
      scope: metadata?.scope ?? error?.scope ?? null,
      usd: readUsd(metadata?.limit_usd ?? error?.limit_usd),
      spendUsd: readUsd(metadata?.spend_usd ?? error?.spend_usd),
      resetsAt: readTime(metadata?.resets_at ?? error?.resets_at),
    },
    availability: error?.availability?.code ?? null,
    retryable: error?.availability?.retryable ?? null,
    retryAfterMs: typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter * 1000 : null,
  };
}

/** A date in words (ISO 8601) or in seconds since the epoch, as ms. */
function readTime(value: unknown): number | null {
  const at = typeof value === 'number' ? new Date(value * 1000) : typeof value === 'string' ? new Date(value) : null;
  return at === null || Number.isNaN(at.getTime()) ? null : at.getTime();
}

/** Providers have codes of their own (1301, …): only what can be an HTTP error status counts. */
function isErrorStatus(value: number | null | undefined): value is number {
  return Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599;
}

/** The provider's own words, which OpenRouter passes on as text, as JSON in a string or as an object. A web page is no message. */
function upstreamMessage(raw: unknown): string | undefined {
  if (typeof raw === 'string') {
    try {
      return upstreamMessage(JSON.parse(raw));
    } catch {
      return raw.trim() === '' || raw.trimStart().startsWith('<') ? undefined : raw;
    }
  }
  const body = bodySchema.safeParse(raw).data;
  return body?.error?.message ?? body?.message ?? undefined;
}
