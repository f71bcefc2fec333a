import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { endpointUrl, isLoopback, parseEndpoint } from '../../../../src/openrouter/http/endpoint.ts';

const seed = 20261120;

function rejection(text: string): ChatError | undefined {
  try {
    parseEndpoint(text);
    return undefined;
  } catch (error) {
    return ChatError.is(error) ? error : undefined;
  }
}

describe('parseEndpoint', () => {
  it.each([
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1/'],
    ['https://openrouter.ai/api/v1///', 'https://openrouter.ai/api/v1/'],
    [' https://models.example ', 'https://models.example/'],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1/'],
    ['http://127.0.0.1:1234/v1', 'http://127.0.0.1:1234/v1/'],
    ['http://127.9.8.7/', 'http://127.9.8.7/'],
    ['http://0x7f.1/v1', 'http://127.0.0.1/v1/'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1/'],
    ['https://models.example/v1?', 'https://models.example/v1/'],
    ['http://127.0.0.1:8790/v1/chat/completions', 'http://127.0.0.1:8790/v1/'],
    ['http://127.0.0.1:8790/v1/chat/completions/', 'http://127.0.0.1:8790/v1/'],
    ['https://models.example/chat/completions', 'https://models.example/'],
    ['http://127.0.0.1:11434/v1/models', 'http://127.0.0.1:11434/v1/'],
    ['https://models.example/v1beta/openai/chat/completions', 'https://models.example/v1beta/openai/'],
    ['https://resource.example/models', 'https://resource.example/models/'],
    ['https://openrouter.ai', 'https://openrouter.ai/api/v1/'],
    ['https://openrouter.ai/api', 'https://openrouter.ai/api/v1/'],
    ['https://openrouter.ai/v1/', 'https://openrouter.ai/api/v1/'],
    ['https://openrouter.ai/api/v1/chat/completions', 'https://openrouter.ai/api/v1/'],
    ['https://eu.openrouter.ai', 'https://eu.openrouter.ai/'],
  ])('accepts %s', (text, expected) => {
    expect(parseEndpoint(text).href).toBe(expected);
  });

  it.each([
    'http://openrouter.ai/api/v1',
    'http://localhost.evil.com/v1',
    'http://127.0.0.1.evil.com/v1',
    'http://127.evil.com/v1',
    'http://localhost@evil.com/v1',
    'http://evil.com/#@localhost',
    'http://[::ffff:1.2.3.4]/v1',
    'http://0.0.0.0/v1',
    'http://192.168.1.5/v1',
    'https://name:secret@openrouter.ai/api/v1',
    'https://name@openrouter.ai/api/v1',
    'https://openrouter.ai/api/v1?key=secret',
    'https://openrouter.ai/api/v1#secret',
    'ftp://openrouter.ai/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'openrouter.ai/api/v1',
    '',
  ])('rejects %s', (text) => {
    expect(rejection(text)).toMatchObject({ code: 'BAD_SETTING', actions: ['openSettings'] });
  });

  it('does not repeat a secret of the rejected text', () => {
    expect(rejection('https://name:hunter2@openrouter.ai')?.message).not.toContain('hunter2');
  });

  it('only ever yields https, or http to this machine, and nothing but a path', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'localhost.evil.com', '127.0.0.1.evil.com'),
    );
    const user = fc.constantFrom('', 'user@', 'user:word@', '@');
    const tail = fc.constantFrom(
      '',
      '/',
      '//',
      '/v1',
      '/v1/',
      '/v1?',
      '/v1?a=b',
      '/v1#',
      '/v1#x',
      '/%2e%2e/',
      '/v1/models',
      '/v1/models/models/',
      '/chat/completions//chat/completions',
    );
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'HTTP', 'ws'), user, host, tail, (scheme, who, where, rest) => {
        const text = `${scheme}://${who}${where}${rest}`;
        if (rejection(text) !== undefined) return;
        const url = parseEndpoint(text);
        expect(url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))).toBe(
          true,
        );
        expect(url.href).toBe(`${url.origin}${url.pathname}`);
        expect(url.pathname.endsWith('/')).toBe(true);
        expect(parseEndpoint(url.href).href).toBe(url.href);
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('never throws anything but ChatError, whatever is written into the settings', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true })), (text) => {
        try {
          parseEndpoint(text);
        } catch (error) {
          expect(ChatError.is(error, 'BAD_SETTING')).toBe(true);
        }
      }),
      { seed, numRuns: 400 },
    );
  });
});

describe('isLoopback', () => {
  it.each([
    ['http://localhost/', true],
    ['https://127.0.0.1/', true],
    ['https://openrouter.ai/', false],
    ['https://localhost.evil.com/', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(new URL(url))).toBe(expected);
  });
});

describe('endpointUrl', () => {
  it.each(['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1/'])('keeps the whole path of %s', (base) => {
    expect(endpointUrl(new URL(base), 'chat/completions').href).toBe('https://openrouter.ai/api/v1/chat/completions');
  });
});
