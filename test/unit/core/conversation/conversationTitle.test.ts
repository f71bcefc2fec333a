import { describe, expect, it } from 'vitest';
import { conversationTitle } from '../../../../src/core/conversation/conversationTitle.ts';

describe('conversationTitle', () => {
  it('is the first line that is not empty', () => {
    expect(conversationTitle('\n  \n  Why is it slow?  \nMore.')).toBe('Why is it slow?');
  });

  it('holds no control or formatting characters', () => {
    expect(conversationTitle('a\u0000b\u202Ec')).toBe('a b c');
  });

  it('is never longer than 255 units and never splits a character', () => {
    const title = conversationTitle('😀'.repeat(10_000));
    expect(title.length).toBeLessThanOrEqual(255);
    expect(title.isWellFormed()).toBe(true);
  });
});
