import { expect, it } from 'vitest';
import { parseJson } from '../../../../src/openrouter/values/parseJson.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

it('reads what is JSON, whatever its size, and nothing else', () => {
  const wide = JSON.stringify(Array.from({ length: 10_000 }, (_, at) => ({ at, items: [{ text: '[[[' }] })));
  expect(parseJson(wide)).toEqual(JSON.parse(wide));
  expect([parseJson('null'), parseJson(' {"a":1} '), parseJson('{'), parseJson('')]).toEqual([null, { a: 1 }, undefined, undefined]);
});

it('takes what is nested beyond all measure for no JSON', () => {
  expect(parseJson(nested(500))).toEqual(JSON.parse(nested(500)));
  for (const levels of [501, 200_000]) expect(parseJson(nested(levels))).toBeUndefined();
  expect(parseJson(`{"a":[{"b":${nested(499)}}]}`)).toBeUndefined();
});
