import { describe, expect, it } from 'vitest';
import { kept } from '../../../../src/openrouter/errors/errorMapping.ts';
import { unreachable } from '../../../../src/openrouter/errors/networkErrors.ts';

const fetchFailed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('a server that was not reached', () => {
  it.each([
    ['ECONNREFUSED', undefined, 'The service cannot be reached (ECONNREFUSED). Check the connection and try again.'],
    ['ENOTFOUND', '127.0.0.1:9', 'The service cannot be reached (ENOTFOUND). Check the connection and try again.'],
    [
      'ECONNREFUSED',
      '127.0.0.1:11434',
      'Nothing listens at 127.0.0.1:11434. Is the server running? Start it and try again, or correct the base URL in the settings.',
    ],
  ])('by %s, of this machine as %s, says what can be done', (code, localHost, message) => {
    expect(unreachable(kept.nothing, fetchFailed(code), localHost)).toMatchObject({ code: 'OFFLINE', message });
  });
});
