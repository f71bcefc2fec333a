import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord, salvageRecords } from '../../../../src/archive/log/logRecord.ts';

const withoutLineFeed = (line: Buffer): Buffer => line.subarray(0, -1);

describe('a log line', () => {
  it('is checksum, space, JSON, line feed', () => {
    expect(encodeRecord({ v: 1, t: 'x' }).toString()).toBe('3f052e22 {"v":1,"t":"x"}\n');
  });

  it('brings back any text, and is one line whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (text) => {
        const line = encodeRecord({ v: 1, text });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(decodeRecord(withoutLineFeed(line))).toEqual({ v: 1, text });
      }),
      { seed: 20260102 },
    );
  });

  it.each(['\0', '\ud800', '\udc00', '\u2028\u2029', '\r\n', '\u001a', '\ufeff'])('carries %j', (text) => {
    expect(decodeRecord(withoutLineFeed(encodeRecord({ v: 1, text })))).toEqual({ v: 1, text });
  });

  it('may have been saved with CRLF', () => {
    const line = withoutLineFeed(encodeRecord({ v: 1 }));
    expect(decodeRecord(Buffer.concat([line, Buffer.from('\r')]))).toEqual({ v: 1 });
  });

  it.each(['', ' ', '0', '00000000', '00000000 ', '00000000 {}', '{"v":1}'])('is not %j', (text) => {
    expect(decodeRecord(Buffer.from(text))).toBeUndefined();
  });
});

describe('two records whose line feed is damaged', () => {
  it('are both found', () => {
    const joined = Buffer.concat([
      withoutLineFeed(encodeRecord({ v: 1, n: 1 })),
      Buffer.from('?'),
      withoutLineFeed(encodeRecord({ v: 1, n: 2 })),
    ]);
    expect(salvageRecords(joined)).toEqual([
      { v: 1, n: 1 },
      { v: 1, n: 2 },
    ]);
  });

  it('give nothing for a message that quotes a log', () => {
    const quoted = encodeRecord({ v: 1, text: 'smuggled' }).toString();
    const outer = encodeRecord({ v: 1, text: quoted });
    outer[3] = 0x7a;
    expect(salvageRecords(withoutLineFeed(outer))).toEqual([]);
  });
});
