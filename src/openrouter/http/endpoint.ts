import { ChatError } from '../../core/errors/chatError.ts';
import { openRouterOrigin } from '../../shared/model/openRouterOrigin.ts';

function rejected(reason: string): ChatError {
  return new ChatError('BAD_SETTING', `The base URL in the settings ${reason}. Nothing was sent. Correct it in the settings.`, {
    actions: ['openSettings'],
  });
}

/** What people copy along with a base URL: the address of one resource below it. A bare `/models` is the base of Azure's servers. */
const resources = /(?:\/+chat\/+completions|(?<=\/v\d\w*)\/+models)+\/*$/;

/**
 * Reads a base URL from the settings: https, or http to this machine only, because the key travels with every request. The address of a
 * resource below it ("…/v1/chat/completions") is read as the base URL that it stands for, and OpenRouter's own name as that of its API.
 * The path of the result ends with a slash. Throws ChatError BAD_SETTING with the reason; the text itself is not repeated, it may hold a secret.
 */
export function parseEndpoint(text: string): URL {
  if (!URL.canParse(text)) throw rejected('is not a complete URL such as https://openrouter.ai/api/v1');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw rejected('does not begin with https://');
  if (url.protocol === 'http:' && !isLoopback(url))
    throw rejected('uses http for another machine; only https keeps the key secret on the way');
  if (url.username !== '' || url.password !== '') throw rejected('contains a user name or a password; the key belongs into “Set API Key…”');
  if (url.search !== '' || url.hash !== '') throw rejected('contains a “?” or “#” part');
  // A bare "?" or "#" leaves both properties empty but stays in `href`.
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(resources, '').replace(/\/*$/, '/');
  if (url.origin === openRouterOrigin && ['/', '/api/', '/v1/'].includes(url.pathname)) url.pathname = '/api/v1/';
  return url;
}

/** True for this machine by name or address. The URL parser has already turned every spelling of an IPv4 address into four numbers. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

/** A resource below the base URL, whether or not that ends with a slash. */
export function endpointUrl(baseUrl: URL, path: string): URL {
  const base = new URL(baseUrl);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}
