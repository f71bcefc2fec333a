// Failures where no server said anything: there was no way to ask, or the line itself failed.
import { ChatError } from '../../core/errors/chatError.ts';
import { plainLine } from '../values/plainText.ts';
import type { Kept } from './errorMapping.ts';

/** The connection ended, or what came was damaged, before the model said that it was done. */
export function interrupted(left: Kept, cause?: unknown): ChatError {
  return new ChatError('INTERRUPTED', sentence('The connection broke off before the answer was complete.', left, 'Try again.'), {
    retryable: true,
    actions: ['retry'],
    cause,
  });
}

export function silent(left: Kept, timeoutMs: number): ChatError {
  const what = `Nothing came from the service for ${timeoutMs / 1000} seconds.`;
  return new ChatError('TIMEOUT', sentence(what, left, 'Try again, or choose another model.'), {
    retryable: true,
    actions: ['retry', 'switchModel'],
  });
}

export function noKey(left: Kept): ChatError {
  return new ChatError('NO_KEY', sentence('There is no API key yet.', left, 'Set a key, or try the demonstration model.'), {
    actions: ['setApiKey', 'useDemo'],
  });
}

/** A 200 that is neither a stream nor an answer: a web page of a proxy, or another service. `contentType`: as the header names it. */
export function notAModelService(left: Kept, contentType = ''): ChatError {
  const kind = contentType === '' ? '' : ` with “${plainLine(contentType, 60)}”`;
  const what = `The server at the base URL answered${kind}, but not as a model service does (perhaps with a sign-in page of the network).`;
  return new ChatError('BAD_SETTING', sentence(what, left, 'Check the base URL in the settings.'), {
    actions: ['openSettings', 'retry'],
  });
}

/** Failures that happen before a byte of the request is out (node:dns, node:net, undici). */
const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** `fetch` failed before there was an answer. OFFLINE says that nothing was sent; a line that broke later may have cost money. */
export function unreachable(left: Kept, error: unknown): ChatError {
  const cause = error instanceof Error ? error.cause : undefined;
  // Neither this nor the next one has a code, only a text (undici).
  if (cause instanceof Error && cause.message === 'bad port') {
    const what = 'The base URL uses a port that is reserved for another kind of service.';
    return new ChatError('BAD_SETTING', sentence(what, left, 'Correct the base URL in the settings.'), {
      actions: ['openSettings'],
      cause,
    });
  }
  if (cause instanceof Error && cause.message === 'unexpected redirect') {
    const what = 'The server at the base URL redirects to another address, which is not followed because the key would go with it.';
    return new ChatError('BAD_SETTING', sentence(what, left, 'Correct the base URL in the settings.'), {
      actions: ['openSettings'],
      cause,
    });
  }
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (!neverConnected.has(code)) return interrupted(left, error);
  return new ChatError('OFFLINE', sentence(`The service cannot be reached (${code}).`, left, 'Check the connection and try again.'), {
    retryable: true,
    actions: ['retry', 'useDemo'],
    cause: error,
  });
}

function sentence(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}
