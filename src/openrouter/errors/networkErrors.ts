// Failures where no server said anything: there was no way to ask, or the line itself failed.
import { ChatError } from '../../core/errors/chatError.ts';
import { plainLine } from '../values/plainText.ts';
import { t } from '../../shared/l10n/t.ts';
import { openRouterOrigin } from '../../shared/model/openRouterOrigin.ts';
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

/** `isAddressIgnored`: the environment names a server, but no key that would go with it, and so it is not asked. */
export function noKey(left: Kept, baseUrl: URL, isAddressIgnored = false): ChatError {
  const what = baseUrl.origin === openRouterOrigin ? t('There is no API key yet.') : t('There is no API key for {0} yet.', baseUrl.host);
  const ignored = isAddressIgnored
    ? t('OPENROUTER_BASE_URL counts only together with OPENROUTER_API_KEY; a server without keys belongs into the settings.')
    : '';
  return new ChatError('NO_KEY', sentence(what, ignored, left, t('Set a key, or try the demonstration model.')), {
    actions: ['setApiKey', ...(isAddressIgnored ? (['openSettings'] as const) : []), 'useDemo'],
  });
}

/** The person has not agreed that anything goes to this server. */
export function notConfirmed(baseUrl: URL, fromEnvironment: boolean): ChatError {
  const what = fromEnvironment
    ? t('Nothing is sent to {0}: OPENROUTER_BASE_URL names this server, and you have not confirmed it.', baseUrl.host)
    : t('Nothing is sent to {0}: you have not confirmed that your key may go to this server.', baseUrl.host);
  const advice = t('Send again to be asked, or set another base URL in the settings.');
  return new ChatError('REFUSED', sentence(what, advice), { actions: ['openSettings', 'useDemo'] });
}

/** A message was planned, and its money reserved, for another server than the one that is configured now. */
export function serverChanged(left: Kept): ChatError {
  const what = t('The base URL was changed while the message was on its way, and nothing was sent.');
  return new ChatError('BAD_SETTING', sentence(what, left, t('Send it again.')), { actions: ['retry'] });
}

/**
 * A 200 that is neither a stream nor an answer: a web page of a proxy, or another service. `asked`: what was asked for; `contentType`: as the
 * header names it.
 */
export function notAModelService(left: Kept, asked: URL, contentType = ''): ChatError {
  const kind = contentType === '' ? '' : ` with “${plainLine(contentType, 60)}”`;
  const what = `The server at the base URL answered${kind}, but not as a model service does (perhaps with a sign-in page of the network).`;
  const advice = isVersioned(asked) ? 'Check the base URL in the settings.' : lacksVersion();
  return new ChatError('BAD_SETTING', sentence(what, left, advice), { actions: ['openSettings', 'retry'], mayBeCharged: true });
}

/** The server has nothing to ask about a key. */
export function noKeyCheck(baseUrl: URL): ChatError {
  return new ChatError('BAD_SETTING', t('{0} does not offer a way to check a key.', baseUrl.host), { actions: ['openSettings'] });
}

/** There is no chat behind the base URL (404), and its path gives the reason; undefined when it does not. */
export function wrongPath(left: Kept, asked: URL): ChatError | undefined {
  if (isVersioned(asked)) return undefined;
  const what = t('The server at the base URL has no model service under this path.');
  return new ChatError('BAD_SETTING', sentence(what, left, lacksVersion()), { actions: ['openSettings', 'retry'] });
}

function lacksVersion(): string {
  return t('The base URL has no “/v1” at its end, which most servers need: correct it in the settings.');
}

/** `/v1`, `/v1beta`, … somewhere in the path. */
function isVersioned({ pathname }: URL): boolean {
  return /\/v\d/.test(pathname);
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

/**
 * `fetch` failed before there was an answer. OFFLINE says that nothing was sent; a line that broke later may have cost money. `localHost`: host
 * and port of a server of this machine, undefined for any other.
 */
export function unreachable(left: Kept, error: unknown, localHost?: string): ChatError {
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
  // No connection is at fault here, and the person can start the server.
  if (code === 'ECONNREFUSED' && localHost !== undefined) {
    const advice = t('Is the server running? Start it and try again, or correct the base URL in the settings.');
    return new ChatError('OFFLINE', sentence(t('Nothing listens at {0}.', localHost), left, advice), {
      retryable: true,
      actions: ['retry', 'openSettings', 'useDemo'],
      cause: error,
    });
  }
  return new ChatError('OFFLINE', sentence(`The service cannot be reached (${code}).`, left, 'Check the connection and try again.'), {
    retryable: true,
    actions: ['retry', 'useDemo'],
    cause: error,
  });
}

function sentence(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}
