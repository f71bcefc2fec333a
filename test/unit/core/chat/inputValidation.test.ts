import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
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
    expect(codeOf(() => validateInput(text, []))).toBe('EMPTY_INPUT');
  });

  it('accepts a message that is nothing but its attachments', () => {
    expect(codeOf(() => validateInput('', [{ kind: 'text', name: 'pasted text', text: 'long' }]))).toBeNull();
  });

  it('accepts exactly 32,000 characters', () => {
    expect(codeOf(() => validateInput('x'.repeat(32_000), []))).toBeNull();
  });

  it('refuses 32,001 characters and offers to attach them as a file', () => {
    try {
      validateInput('x'.repeat(32_001), []);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'INPUT_TOO_LONG', actions: ['attachAsFile'] });
    }
  });
});
