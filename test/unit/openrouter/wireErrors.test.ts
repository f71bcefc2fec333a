import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatError } from '../../../src/core/errors.ts';
import { kept, toChatError } from '../../../src/openrouter/errors.ts';
import { readWireError } from '../../../src/openrouter/wireError.ts';

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

  it.each([402, 403])('names the limit of the key under %s', (status) => {
    const error = errorOf(status, {
      error: { code: status, message: 'Key limit exceeded', metadata: { limit_source: 'openrouter_key_limit' } },
    });
    expect(error).toMatchObject({ code: `HTTP_${status}`, actions: ['setApiKey'] });
    expect(error.message).toContain('This API key has reached its own spending limit.');
  });

  it('says how long an answer the credit covers', () => {
    const message = 'This request requires more credits. You requested up to 65536 tokens, but can only afford 1200.';
    expect(errorOf(402, { error: { code: 402, message } }).message).toContain(
      'covers an answer of 1200 tokens, but 65536 were to be reserved',
    );
  });

  it('takes the time to wait from the body when there is no header', () => {
    expect(errorOf(503, { error: { availability: { retryable: true, retry_after: 4 } } }).retryAfterMs).toBe(4000);
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
