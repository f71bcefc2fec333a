import type { Frame } from './frame.ts';

export interface Fault {
  readonly sentence: string;
  /** Answers this instead of a stream. */
  readonly refuse?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** An object is sent as JSON. */
    readonly body: string | object;
  };
  /** Changes what is streamed. */
  readonly frames?: (ordinary: readonly Frame[]) => readonly Frame[];
  readonly oneByte?: true;
  readonly notStreamed?: true;
  readonly byok?: true;
  /** A provider that generates, and bills, to the end when the client has gone. */
  readonly notCancellable?: true;
}

const error = (
  status: number,
  message: string,
  metadata?: object,
  headers?: Readonly<Record<string, string>>,
): NonNullable<Fault['refuse']> => ({
  status,
  body: { error: { code: status, message, ...(metadata && { metadata }) } },
  ...(headers && { headers }),
});

/** The comment, the opening chunk and the first pieces, then something else. */
const begin = (pieces: number, then: readonly Frame[]) => (ordinary: readonly Frame[]) => [
  ...ordinary.filter(({ kind }) => kind === 'comment' || kind === 'text').slice(0, 2 + pieces),
  ...then,
];
/** Everything ordinary, but these instead of the frames of one kind. */
const replace = (kind: Frame['kind'], by: readonly Frame[]) => (ordinary: readonly Frame[]) =>
  ordinary.flatMap((frame) => (frame.kind === kind ? by : [frame]));
/** Something more behind the opening chunk. */
const insert = (more: readonly Frame[]) => (ordinary: readonly Frame[]) => [...ordinary.slice(0, 2), ...more, ...ordinary.slice(2)];

const providerFailed = { code: 502, message: 'Provider returned error', metadata: { error_type: 'provider_unavailable' } };
const overflow =
  "This endpoint's maximum context length is 16384 tokens. However, you requested about 26265 tokens (26255 of text input, 10 in the output). Please reduce the length of either one.";

/** Every way to fail, chosen by the name of the model. */
export const faults: Readonly<Record<`fault/${string}`, Fault>> = {
  'fault/400': {
    sentence: 'A parameter is invalid.',
    refuse: error(400, 'temperature must be at most 2', { error_type: 'invalid_request' }),
  },
  'fault/401': {
    sentence: 'The key is not accepted, and repeated in the message.',
    refuse: error(401, 'User not found: sk-or-v1-0123456789abcdef'),
  },
  'fault/402-credits': {
    sentence: 'The credit is used up.',
    refuse: error(402, 'Insufficient credits. Add more using https://openrouter.ai/settings/credits'),
  },
  'fault/402-affordable': {
    sentence: 'The credit does not cover the reserved answer.',
    refuse: error(402, 'This request requires more credits, or fewer max_tokens. You requested up to 500 tokens, but can only afford 120.'),
  },
  'fault/402-in-flight': {
    sentence: 'Running requests have reserved the credit; a moment later it works.',
    refuse: error(
      402,
      'Too much in flight',
      { reason: 'in_flight_budget_exhausted', limit_source: 'openrouter_in_flight_budget' },
      { 'Retry-After': '3' },
    ),
  },
  'fault/402-weight': {
    sentence: 'The request alone is heavier than the credit.',
    refuse: error(402, 'Request exceeds budget', { reason: 'weight_exceeds_budget', limit_source: 'openrouter_credits' }),
  },
  'fault/402-key': {
    sentence: 'The key has reached its own limit.',
    refuse: error(402, 'Key limit exceeded', { limit_source: 'openrouter_key_limit', scope: 'key' }),
  },
  'fault/403': {
    sentence: 'The content is refused by moderation.',
    refuse: error(403, 'Your chosen model requires moderation and your input was flagged', { reasons: ['violence'], flagged_input: '…' }),
  },
  'fault/404': { sentence: 'No endpoint is left for the model.', refuse: error(404, 'No endpoints found matching your data policy') },
  'fault/408': { sentence: 'The request timed out.', refuse: error(408, 'Request timed out') },
  'fault/429': {
    sentence: 'Too many requests; come back in two seconds.',
    refuse: error(429, 'Rate limit exceeded', undefined, { 'Retry-After': '2' }),
  },
  'fault/500': { sentence: 'An internal error, masked.', refuse: error(500, 'Internal Server Error') },
  'fault/502': {
    sentence: 'The provider failed; its own words are inside.',
    refuse: error(502, 'Provider returned error', { provider_name: 'Simulated', raw: '{"error":{"message":"CUDA out of memory"}}' }),
  },
  'fault/503': {
    sentence: 'No provider is available at the moment.',
    refuse: {
      status: 503,
      body: {
        error: {
          message: 'No provider available',
          error_type: 'provider_overloaded',
          http_status: 503,
          availability: { code: 'capacity_exhausted', retryable: true, retry_after: 4, requested_models: ['fault/503'] },
        },
      },
    },
  },
  'fault/524': { sentence: 'The network in front timed out, with a web page.', refuse: { status: 524, body: '<html><h1>524</h1></html>' } },
  'fault/overflow': {
    sentence: 'The prompt exceeds the context (told in the text only).',
    refuse: error(400, overflow, { provider_name: null }),
  },
  'fault/html': {
    sentence: 'A web page with status 200.',
    refuse: { status: 200, body: '<!doctype html><title>Sign in to Wi-Fi</title>' },
  },
  'fault/json-error': { sentence: 'An error as JSON with status 200.', refuse: { status: 200, body: { error: providerFailed } } },
  'fault/redirect': {
    sentence: 'A redirect to another address.',
    refuse: { status: 307, headers: { Location: '/api/v1/elsewhere' }, body: 'Temporary Redirect' },
  },
  'fault/not-streamed': { sentence: 'The whole answer as JSON although a stream was asked for.', notStreamed: true },
  'fault/error-in-200': {
    sentence: 'An error in the stream after three pieces.',
    frames: begin(3, [
      { kind: 'chunk', fields: { error: providerFailed, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] } },
      { kind: 'raw', text: 'data: [DONE]\n\n' },
    ]),
  },
  'fault/error-in-200-first': {
    sentence: 'An error as the first and only event, with null for the choices.',
    frames: () => [{ kind: 'chunk', fields: { error: { code: 400, message: overflow }, choices: null } }],
  },
  'fault/error-in-200-string': {
    sentence: 'An error in the stream whose code is a word, without choices.',
    frames: begin(2, [{ kind: 'chunk', fields: { error: { code: 'server_error', message: 'Something broke' }, choices: [] } }]),
  },
  'fault/error-in-choice': {
    sentence: 'An error inside the choice.',
    frames: begin(2, [
      { kind: 'chunk', fields: { choices: [{ index: 0, delta: {}, finish_reason: null, error: { code: 429, message: 'Slow down' } }] } },
    ]),
  },
  'fault/network-error': {
    sentence: 'An ordinary finish without a word, and the failure only in the native reason.',
    frames: begin(0, [
      { kind: 'finish', reason: 'stop', native: 'network_error' },
      { kind: 'usage', choices: 'empty' },
      { kind: 'raw', text: 'data: [DONE]\n\n' },
    ]),
  },
  'fault/cut': {
    sentence: 'The connection breaks in the middle of a chunk.',
    frames: begin(4, [{ kind: 'raw', text: 'data: {"id":"ge' }, { kind: 'cut' }]),
  },
  'fault/cut-before-usage': {
    sentence: 'The connection breaks between the finish and the usage.',
    frames: replace('usage', [{ kind: 'cut' }]),
  },
  'fault/eof': { sentence: 'The stream ends cleanly without a finish reason.', frames: begin(4, []) },
  'fault/one-byte': { sentence: 'Every byte comes alone.', oneByte: true },
  'fault/silence': { sentence: 'After two pieces nothing more comes.', frames: begin(2, [{ kind: 'silence' }]) },
  'fault/slow-start': {
    sentence: 'Two seconds of comments before the first piece.',
    frames: insert(
      Array.from({ length: 20 }, (): readonly Frame[] => [
        { kind: 'wait', ms: 100 },
        { kind: 'comment', text: ' ' },
      ]).flat(),
    ),
  },
  'fault/malformed-json': {
    sentence: 'A chunk in the middle is no JSON.',
    frames: begin(3, [{ kind: 'raw', text: 'data: {"choices":[oops\n\n' }]),
  },
  'fault/no-usage': { sentence: 'No usage is reported.', frames: replace('usage', []) },
  'fault/usage-empty-choices': {
    sentence: 'The usage comes with an empty list of choices.',
    frames: replace('usage', [{ kind: 'usage', choices: 'empty' }]),
  },
  'fault/byok': { sentence: 'The provider is paid with the person’s own key.', byok: true },
  'fault/not-cancellable': { sentence: 'Goes on and bills to the end after a disconnect.', notCancellable: true },
  'fault/reasoning': {
    sentence: 'Thinks aloud before the answer, in both fields at once.',
    frames: insert(['First', ' I think', ' it over.'].map((text): Frame => ({ kind: 'reasoning', text }))),
  },
  'fault/huge-line': { sentence: 'One piece of a megabyte.', frames: insert([{ kind: 'text', text: 'x'.repeat(1024 * 1024) }]) },
  'fault/broken-utf8': {
    sentence: 'Bytes that are no UTF-8 inside a piece.',
    frames: insert([
      {
        kind: 'text',
        text: '<~>',
        wire: (line) => Buffer.concat([line.subarray(0, line.indexOf('~')), Buffer.of(0xff), line.subarray(line.indexOf('~') + 1)]),
      },
    ]),
  },
};
