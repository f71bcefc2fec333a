import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from '../../../../src/shared/values/deepEqual.ts';

describe('deepEqual', () => {
  it('holds between a JSON value and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(deepEqual(value, structuredClone(value))).toBe(true);
      }),
    );
  });

  it('says of two JSON values what their canonical texts say', () => {
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_key, inner: unknown) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      );
    const small = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(deepEqual(a, b)).toBe(canonical(a) === canonical(b));
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [[], {}, false],
    [[1, 2], [2, 1], false],
    [null, {}, false],
    [NaN, NaN, true],
  ])('%j and %j: %s', (a, b, same) => {
    expect(deepEqual(a, b)).toBe(same);
  });
});
