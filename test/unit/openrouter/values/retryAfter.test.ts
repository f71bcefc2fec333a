import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../src/openrouter/values/retryAfter.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['0', 0],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('reads %j', (value, expected) => {
    expect(retryAfterMs(new Headers({ 'Retry-After': value }), now)).toBe(expected);
  });

  it('is null without the header', () => {
    expect(retryAfterMs(new Headers(), now)).toBeNull();
  });
});
