import { expect, it } from 'vitest';
import { parseTags } from '../../../../src/shared/values/parseTags.ts';

it.each([
  [' a, b ,,a', ['a', 'b']],
  ['', []],
  [' , ', []],
  ['x'.repeat(60), ['x'.repeat(50)]],
  [`${'x'.repeat(49)} y`, ['x'.repeat(49)]],
  [Array.from({ length: 60 }, (_, index) => `t${index}`).join(), Array.from({ length: 50 }, (_, index) => `t${index}`)],
])('%j is %j', (typed, tags) => {
  expect(parseTags(typed)).toEqual(tags);
});
