import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length } from '../../../../src/shared/values/utf8Length.ts';

const encoded = (text: string) => new TextEncoder().encode(text).length;

describe('the length of a text in UTF-8', () => {
  it.each(['', 'a', 'é', '€', '😀', '\ud800', '\udc00', '\udc00\ud800', '\ud83d\ud83d\ude00', '\ud83d\ude00\ude00', '\ufeff', '\uffff'])(
    'is that of its bytes: %j',
    (text) => {
      expect(utf8Length(text)).toBe(encoded(text));
    },
  );

  it('is that of its bytes for all texts, halves of surrogate pairs included', () => {
    const unit = fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff })).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const text = units.join('');
        expect(utf8Length(text)).toBe(encoded(text));
      }),
      { seed: 20261127, numRuns: 3000 },
    );
  });
});
