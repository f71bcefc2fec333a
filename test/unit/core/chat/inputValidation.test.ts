import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { DuplicateGuard } from '../../../../src/core/chat/duplicateGuard.ts';
import { validateInput } from '../../../../src/core/chat/inputValidation.ts';

const codeOf = (action: () => void): string | null => {
  try {
    action();
    return null;
  } catch (error) {
    return ChatError.is(error) ? error.code : String(error);
  }
};

describe('validateInput', () => {
  it.each(['', ' ', '\n\t ', '\u00a0\u2003'])('refuses nothing but white space: %j', (text) => {
    expect(codeOf(() => validateInput(text))).toBe('EMPTY_INPUT');
  });

  it('accepts exactly 32,000 characters', () => {
    expect(codeOf(() => validateInput('x'.repeat(32_000)))).toBeNull();
  });

  it('refuses 32,001 characters and offers to attach them as a file', () => {
    try {
      validateInput('x'.repeat(32_001));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'INPUT_TOO_LONG', actions: ['attachAsFile'] });
    }
  });
});

describe('DuplicateGuard', () => {
  const guardAt = () => {
    const time = { now: 0 };
    return { time, guard: new DuplicateGuard(() => time.now) };
  };

  it('refuses the same text to the same conversation within two seconds', () => {
    const { guard, time } = guardAt();
    guard.check('c', 'again');
    time.now = 1999;
    expect(codeOf(() => guard.check('c', 'again'))).toBe('DUPLICATE_SEND');
  });

  it('accepts it after two seconds', () => {
    const { guard, time } = guardAt();
    guard.check('c', 'again');
    time.now = 2000;
    expect(codeOf(() => guard.check('c', 'again'))).toBeNull();
  });

  it('counts the two seconds from the moment at which the first one is written', () => {
    const { guard, time } = guardAt();
    guard.check(null, 'again');
    time.now = 5000;
    guard.written('c');
    time.now = 6999;
    expect(codeOf(() => guard.check('c', 'again'))).toBe('DUPLICATE_SEND');
  });

  it('knows the same content by its parts, and another one by any of them', () => {
    const { guard } = guardAt();
    const content = (text: string) => [text, [{ name: 'a.ts', text: 'let a;' }], null];
    guard.check('c', content('again'));
    expect(codeOf(() => guard.check('c', content('again')))).toBe('DUPLICATE_SEND');
    expect(codeOf(() => guard.check('c', ['again', [{ name: 'a.ts', text: 'let b;' }], null]))).toBeNull();
    expect(codeOf(() => guard.check('c', content('again')))).toBeNull();
  });

  it('accepts the same text in another conversation', () => {
    const { guard } = guardAt();
    guard.check('c', 'again');
    expect(codeOf(() => guard.check('d', 'again'))).toBeNull();
  });

  it('accepts a repetition of what was refused for another reason', () => {
    const { guard } = guardAt();
    guard.check('c', 'again');
    guard.clear();
    expect(codeOf(() => guard.check('c', 'again'))).toBeNull();
  });
});
