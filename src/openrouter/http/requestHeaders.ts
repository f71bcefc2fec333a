import { ChatError } from '../../core/errors/chatError.ts';

/** Names the application to OpenRouter (https://openrouter.ai/docs/app-attribution). */
const attribution = {
  'HTTP-Referer': 'https://github.com/neural-terminal/neural-terminal',
  'X-OpenRouter-Title': 'Neural Terminal',
  'X-OpenRouter-Categories': 'ide-extension',
};

/** Attribution and, with a key, the authorisation. Throws ChatError UNAUTHORIZED for a key that cannot be a header. */
export function requestHeaders(key: string | undefined): Record<string, string> {
  if (key === undefined) return { ...attribution };
  // `fetch` would reject such a header with a message that repeats the key.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ChatError(
      'UNAUTHORIZED',
      'The stored API key contains spaces or characters that no key has. Nothing was sent. Set the key again.',
      {
        actions: ['setApiKey'],
      },
    );
  }
  return { ...attribution, Authorization: `Bearer ${key}` };
}
