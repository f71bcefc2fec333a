import { describe, expect, it } from 'vitest';
import { impossibleCharacter, keyText } from '../../../../src/vscode/keys/keyText.ts';

describe('a key as it was copied', () => {
  it.each([
    'sk-or-v1-lab',
    '  sk-or-v1-lab\n',
    '"sk-or-v1-lab"',
    "'sk-or-v1-lab'",
    '`sk-or-v1-lab`',
    '“sk-or-v1-lab”',
    '„sk-or-v1-lab“',
    '"\'sk-or-v1-lab\'"',
    '"sk-or-v1-lab",',
    '<sk-or-v1-lab>',
    '\ufeffsk-or-v1-lab\u200b',
    'Bearer sk-or-v1-lab',
    'bearer  "sk-or-v1-lab"',
    'Authorization: Bearer sk-or-v1-lab',
    'OPENROUTER_API_KEY=sk-or-v1-lab',
    'OPENROUTER_API_KEY = "sk-or-v1-lab"',
    'export OPENROUTER_API_KEY="sk-or-v1-lab";',
    'set OPENROUTER_API_KEY=sk-or-v1-lab',
    "$env:OPENROUTER_API_KEY = 'sk-or-v1-lab'",
    '"OPENROUTER_API_KEY": "sk-or-v1-lab",',
  ])('is found in %j', (copied) => {
    expect(keyText(copied)).toBe('sk-or-v1-lab');
  });

  it.each(['bearer-of-news', 'a=b', 'x:y', 'a"b', 'AAAA+/==', 'set-me'])('keeps what is its own: %s', (key) => {
    expect(keyText(key)).toBe(key);
  });

  it.each(['', '  ', '""', 'Bearer ', '"Bearer "'])('may be none: %j', (copied) => {
    expect(['', 'Bearer']).toContain(keyText(copied));
  });
});

describe('a character that no key has', () => {
  it.each([
    ['sk or', ' '],
    ['sk-ä', 'ä'],
    ['sk-😀x', '😀'],
    ['sk\tor', '\t'],
    ['sk\u00a0or', '\u00a0'],
  ])('in %j is %j', (key, found) => {
    expect(impossibleCharacter(key)).toBe(found);
  });

  it('is not in a key', () => {
    expect(impossibleCharacter('sk-or-v1-0aZ_~!"+/=')).toBeUndefined();
  });
});
