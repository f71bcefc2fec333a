import { expect, it } from 'vitest';
import { beginningOf } from '../../../../src/shared/values/beginningOf.ts';

it.each([
  ['', ''],
  [' one\n\n two\tthree ', 'one two three'],
  ['x'.repeat(160), 'x'.repeat(160)],
  ['x'.repeat(161), `${'x'.repeat(159)}…`],
])('%j begins with %j', (text, beginning) => {
  expect(beginningOf(text)).toBe(beginning);
});

it('does not cut a character in two', () => {
  expect(beginningOf(`${'x'.repeat(159)}😀 and more`)).toBe(`${'x'.repeat(159)}…`);
  expect(beginningOf('😀'.repeat(100)).isWellFormed()).toBe(true);
});
