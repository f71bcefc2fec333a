import * as z from 'zod';
import type { Usd } from '../../shared/model/money.ts';
import { isRecord } from '../../shared/values/isRecord.ts';
import { errorWords } from './errorWords.ts';
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
  error_type: text,
  http_status: number,
  status: number,
  statusCode: number,
  metadata: z
    .object({ ...limitFields, error_type: text, reason: text, raw: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  availability: z
    .object({ code: text, retryable: z.boolean().nullish().catch(undefined), retry_after: number })
    .nullish()
    .catch(undefined),
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

/**
 * True when a parsed body or chunk carries an error at all: in a field of that name, in a list, or as the object itself. A field that says
 * nothing is none: some servers always send one.
 */
export function hasError(body: unknown): boolean {
  if (Array.isArray(body)) return body.some(hasError);
  if (!isRecord(body)) return false;
  if (saysSomething(body['error']) || saysSomething(body['errors']) || body['object'] === 'error') return true;
  const isAnswer = 'choices' in body || 'usage' in body;
  const status = [body['code'], body['status'], body['statusCode']].map(numberOf).find(isErrorStatus);
  return !isAnswer && (saysSomething(body['detail']) || (typeof body['message'] === 'string' && status !== undefined));
}

/** Null for what is no number, also in words: an object may have anything in the place of what would make it one. */
function numberOf(value: unknown): number | null {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : null;
}

function saysSomething(error: unknown): boolean {
  return typeof error === 'object' && error !== null ? Object.values(error).some(saysSomething) : Boolean(error);
}

/** Reads any error body; `httpStatus` is that of the response, null inside a stream that began with 200. Never throws. */
export function readWireError(said: unknown, httpStatus: number | null): WireError {
  const error = errorSchema.safeParse(errorIn(said)).data;
  const metadata = error?.metadata;
  const words = metadata?.error_type ?? error?.error_type ?? (typeof error?.code === 'string' ? error.code : error?.type);
  const status = [Number(error?.code), error?.http_status, error?.status, error?.statusCode, httpStatus, statusOfType[words ?? '']].find(
    isErrorStatus,
  );
  const retryAfter = error?.availability?.retry_after;
  return {
    status: status ?? null,
    type: words ?? null,
    // OpenRouter passes on the provider's own words, as text, as JSON in a string or as an object.
    message: errorWords(metadata?.raw) ?? errorWords(said),
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

/** The object that holds the fields of an error: OpenRouter nests it, other servers send it bare, or in a list. */
function errorIn(said: unknown): unknown {
  if (Array.isArray(said)) return errorIn(said.find(hasError) ?? said.find(isRecord));
  if (!isRecord(said)) return undefined;
  const inner = [said['error'], said['errors']].flat().find(isRecord);
  return inner ?? said;
}
