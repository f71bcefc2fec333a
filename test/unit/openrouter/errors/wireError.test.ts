import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatError } from '../../../../src/core/errors/chatError.ts';
import { kept, toChatError } from '../../../../src/openrouter/errors/errorMapping.ts';
import { readWireError } from '../../../../src/openrouter/errors/wireError.ts';

const key = 'sk-or-v1-0123456789abcdef';

function errorOf(status: number | null, body: unknown): ChatError {
  return toChatError(readWireError(body, status), { kept: kept.question, key });
}

const withType = (type: string) => ({ error: { code: 400, message: 'x', metadata: { error_type: type } } });

describe('the code for the person', () => {
  it.each([
    ['401', errorOf(401, { error: { code: 401, message: 'User not found.' } }), 'UNAUTHORIZED', false],
    ['402 without credit', errorOf(402, { error: { code: 402, message: 'Insufficient credits' } }), 'HTTP_402', false],
    ['402 in flight', errorOf(402, { error: { code: 402, metadata: { reason: 'in_flight_budget_exhausted' } } }), 'HTTP_402', true],
    ['403', errorOf(403, { error: { code: 403, message: 'flagged' } }), 'HTTP_403', false],
    ['404', errorOf(404, { error: { code: 404, message: 'No endpoints found' } }), 'MODEL_UNAVAILABLE', false],
    [
      'an unknown model',
      errorOf(400, { error: { code: 400, availability: { code: 'model_not_found', retryable: false } } }),
      'MODEL_UNAVAILABLE',
      false,
    ],
    ['408', errorOf(408, undefined), 'TIMEOUT', true],
    ['413', errorOf(413, undefined), 'HTTP_413', false],
    ['422', errorOf(422, undefined), 'HTTP_422', false],
    ['429', errorOf(429, undefined), 'RATE_LIMITED', true],
    ['500', errorOf(500, undefined), 'HTTP_500', true],
    ['502', errorOf(502, undefined), 'MODEL_UNAVAILABLE', true],
    ['503', errorOf(503, undefined), 'MODEL_UNAVAILABLE', true],
    ['504', errorOf(504, undefined), 'TIMEOUT', true],
    ['520', errorOf(520, undefined), 'HTTP_520', true],
    ['524', errorOf(524, undefined), 'TIMEOUT', true],
    ['529', errorOf(529, undefined), 'MODEL_UNAVAILABLE', true],
    ['a typed overflow', errorOf(400, withType('context_length_exceeded')), 'CONTEXT_OVERFLOW', false],
    ['another typed 400', errorOf(400, withType('invalid_prompt')), 'HTTP_400', false],
    ['a word as code in a stream', errorOf(null, { error: { code: 'rate_limit_exceeded' } }), 'RATE_LIMITED', true],
    ['an unknown word in a stream', errorOf(null, { error: { code: 'gremlins' } }), 'HTTP_500', true],
    ['a number in a string', errorOf(null, { error: { code: '503' } }), 'MODEL_UNAVAILABLE', true],
    ['a code of the provider’s own', errorOf(429, { error: { code: 1301 } }), 'RATE_LIMITED', true],
    [
      'status inside the error',
      errorOf(null, { error: { http_status: 503, error_type: 'provider_overloaded' } }),
      'MODEL_UNAVAILABLE',
      true,
    ],
    [
      'an availability that says it will not pass',
      errorOf(503, { error: { availability: { retryable: false } } }),
      'MODEL_UNAVAILABLE',
      false,
    ],
    ['nothing at all', errorOf(null, undefined), 'HTTP_500', true],
  ])('%s', (_name, error, code, retryable) => {
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable });
  });

  it('is CONTEXT_OVERFLOW for the recorded body that tells it only in the text, with both numbers', () => {
    const message =
      "This endpoint's maximum context length is 16384 tokens. However, you requested about 26265 tokens (26255 of text input, 10 in the output). Please reduce the length of either one, or use the context-compression plugin.";
    const error = errorOf(400, { error: { message, code: 400, metadata: { provider_name: null } } });
    expect(error.code).toBe('CONTEXT_OVERFLOW');
    expect(error.message).toContain('about 26265 tokens with the answer, of 16384.');
    expect(error.actions).toEqual(['switchModel']);
  });

  it('is CONTEXT_OVERFLOW for the words of a provider inside', () => {
    const raw = JSON.stringify({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    });
    const error = errorOf(400, { error: { code: 400, message: 'Provider returned error', metadata: { raw, provider_name: 'Anthropic' } } });
    expect(error.code).toBe('CONTEXT_OVERFLOW');
  });

  it('takes the time to wait from the body when there is no header', () => {
    expect(errorOf(503, { error: { availability: { retryable: true, retry_after: 4 } } }).retryAfterMs).toBe(4000);
  });
});

describe('a refusal for want of money', () => {
  const refused = (message: string, metadata?: object, status: number | null = 402) =>
    errorOf(status, { error: { code: status ?? 402, message, ...(metadata && { metadata }) } });
  const affordable = 'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 1200.';

  it('says that the credit is used up', () => {
    const error = refused('Insufficient credits. Add more using https://openrouter.ai/settings/credits');
    expect(error).toMatchObject({ code: 'HTTP_402', retryable: false, actions: ['switchModel', 'setApiKey'], affordableTokens: null });
    expect(error.message).toMatch(/^Your OpenRouter credit is used up\. .* Add credit at OpenRouter, or choose a free model\.$/);
  });

  it('says how long an answer the credit covers, in words and as a number', () => {
    const error = refused(affordable);
    expect(error).toMatchObject({ code: 'HTTP_402', retryable: false, actions: ['switchModel', 'retry'], affordableTokens: 1200 });
    expect(error.message).toContain('covers an answer of 1200 tokens, but 65536 were to be reserved.');
    expect(error.message).toMatch(
      /Nothing was charged\. Add credit at OpenRouter, choose a cheaper model, or begin a shorter conversation\.$/,
    );
  });

  it.each([
    ['in a stream that began with 200', null, { error: { code: 402, message: affordable } }],
    ['in a stream, by its type', null, { error: { code: 'payment_required', message: affordable } }],
    ['in the words of the provider', 402, { error: { code: 402, message: 'Provider returned error', metadata: { raw: affordable } } }],
  ])('knows the number also %s', (_name, status, body) => {
    expect(errorOf(status, body)).toMatchObject({ code: 'HTTP_402', affordableTokens: 1200 });
  });

  it('knows no number where the credit is overdrawn, or under another status', () => {
    expect(refused('You requested up to 500 tokens, but can only afford -3').affordableTokens).toBe(0);
    expect(refused(affordable, undefined, 400)).toMatchObject({ code: 'HTTP_400', affordableTokens: null });
  });

  it('says that running requests have reserved the credit', () => {
    const error = refused('Too much in flight', { reason: 'in_flight_budget_exhausted', limit_source: 'openrouter_in_flight_budget' });
    expect(error).toMatchObject({ code: 'HTTP_402', retryable: true, actions: ['retry'], affordableTokens: null });
    expect(error.message).toMatch(/still running have reserved the rest .* Try again when they are done\.$/);
  });

  it('says that the request alone is too heavy', () => {
    const error = refused('Request exceeds budget', { reason: 'weight_exceeds_budget', limit_source: 'openrouter_credits' });
    expect(error).toMatchObject({ code: 'HTTP_402', retryable: false, actions: ['openSettings', 'switchModel'], affordableTokens: null });
    expect(error.message).toMatch(/Nothing was charged\. Lower the bound of an answer in the settings, .*\.$/);
  });

  it.each([402, 403])('names the limit of the key under %s', (status) => {
    const error = refused('Key limit exceeded', { limit_source: 'openrouter_key_limit' }, status);
    expect(error).toMatchObject({ code: `HTTP_${status}`, retryable: false, actions: ['setApiKey'] });
    expect(error.message).toMatch(
      /^This API key has reached its own spending limit\. .* Raise the limit of the key at OpenRouter, or set another key\.$/,
    );
  });

  const told = { limit_source: 'openrouter_key_limit', scope: 'key', limit_usd: 5, spend_usd: '5.0123', resets_at: '2026-12-01T00:00:00Z' };

  it.each([
    ['beside the error', { error: { code: 403, message: 'x', ...told } }],
    ['in its metadata', { error: { code: 403, message: 'x', metadata: told } }],
    ['with the time in seconds', { error: { code: 403, message: 'x', metadata: { ...told, resets_at: 1_796_083_200 } } }],
  ])('tells the limit, what was spent and when it starts anew, found %s', (_name, body) => {
    const { message } = errorOf(403, body);
    expect(message).toContain('its own spending limit: $5.00 ($5.01 spent).');
    expect(message).toContain('The limit starts anew at 2026-12-01 00:00 UTC. Raise the limit of the key');
  });

  it('names another limit than that of the key as such', () => {
    const error = refused('Budget exceeded', { limit_source: 'workspace_budget', scope: 'workspace', limit_usd: 20 }, 403);
    expect(error).toMatchObject({ code: 'HTTP_403', actions: ['setApiKey'] });
    expect(error.message).toContain('A spending limit that is set at OpenRouter has been reached: $20.00.');
  });

  it('leaves 403 without a limit to moderation', () => {
    expect(refused('flagged', { reasons: ['violence'] }, 403).message).toContain('its content, your account or your region');
  });

  it('ends in a sentence whatever is told of the limit', () => {
    const value = fc.oneof(fc.jsonValue(), fc.double(), fc.constant(8.64e15), fc.constant('9999-99-99'));
    fc.assert(
      fc.property(value, value, value, (limit_usd, spend_usd, resets_at) => {
        const metadata = { limit_source: 'openrouter_key_limit', limit_usd, spend_usd, resets_at };
        expect(refused('x', metadata).message).toMatch(/spending limit.*\.$/);
      }),
      { seed: 20261127, numRuns: 500 },
    );
  });
});

describe('the sentence for the person', () => {
  it('says what happened, the reason given, what was kept and what to do', () => {
    expect(errorOf(429, { error: { code: 429, message: 'Slow down, please.' } }).message).toBe(
      'Too many requests: the service asks to wait. The reason given: “Slow down, please.” Your message is kept. Try again later, or choose another model.',
    );
  });

  it.each([
    ['an upstream text', { error: { message: 'Provider returned error', metadata: { raw: 'CUDA out of memory' } } }, 'CUDA out of memory'],
    [
      'upstream JSON in a string',
      { error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"CUDA"}}' } } },
      'CUDA',
    ],
    ['upstream JSON', { error: { message: 'Provider returned error', metadata: { raw: { message: 'CUDA' } } } }, 'CUDA'],
    ['a plain error string (Ollama)', { error: 'model "x" not found' }, 'model "x" not found'],
    ['a detail (FastAPI)', { detail: 'Not authenticated' }, 'Not authenticated'],
  ])('quotes %s', (_name, body, expected) => {
    expect(errorOf(500, body).message).toContain(`“${expected}”`);
  });

  it.each([
    ['a web page', '<html><body>524</body></html>'],
    ['a page from the provider', { error: { message: null, metadata: { raw: '<!doctype html>…' } } }],
    ['an empty message', { error: { message: ' \u202e ' } }],
  ])('quotes nothing from %s', (_name, body) => {
    expect(errorOf(500, body).message).not.toContain('“');
  });

  it('never repeats the key, nor characters that reorder or hide text, nor more than a few lines', () => {
    const nasty = fc.constantFrom(
      '\u202e',
      '\u2066',
      '\u200b',
      '\u0000',
      '\u001b[31m',
      '\ud800',
      '\n',
      '😀',
      'word ',
      key,
      'sk-proj-abcdefgh12345678',
    );
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 400 }), (parts) => {
        const { message } = errorOf(401, { error: { message: parts.join('') } });
        expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(message).not.toContain(key);
        expect(message).not.toContain('abcdefgh12345678');
        expect(message.length).toBeLessThan(900);
      }),
      { seed: 20261120 },
    );
  });

  it('does not repeat the key of another service either, whatever it looks like', () => {
    const wire = readWireError({ error: { message: 'Incorrect API key provided: my:local/key+1.' } }, 401);
    expect(toChatError(wire, { kept: kept.question, key: 'my:local/key+1' }).message).toContain('“Incorrect API key provided: ….”');
  });

  it('never fails, whatever the body', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(400, 402, 500, null), (body, status) => {
        expect(errorOf(status, { error: body }).message).not.toBe('');
        expect(errorOf(status, body).message).not.toBe('');
      }),
      { seed: 20261120, numRuns: 500 },
    );
  });
});
