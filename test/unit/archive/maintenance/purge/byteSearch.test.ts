import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteSearch, searchFile } from '../../../../../src/archive/maintenance/purge/byteSearch.ts';
import { nodeFiles } from '../../../../../src/archive/disk/files.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';

const places = (bytes: Buffer, pattern: Buffer): number[] => {
  const found: number[] = [];
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) found.push(at);
  return found;
};

describe('searching many byte patterns at once', () => {
  it('finds what a search for each of them alone finds', () => {
    const bytes = fc.uint8Array({ max: 1, maxLength: 300 }).map((array) => Buffer.from(array));
    const patterns = fc.array(
      fc.uint8Array({ max: 1, minLength: 1, maxLength: 12 }).map((array) => Buffer.from(array)),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(bytes, patterns, (text, wanted) => {
        const found = wanted.map((): number[] => []);
        new ByteSearch(wanted).scan(text, (pattern, at) => found[pattern]?.push(at));
        expect(found).toEqual(wanted.map((pattern) => places(text, pattern)));
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });

  it('finds each once in a file, also across the borders of the pieces in which it is read', async () => {
    const path = join(await temporaryFolder(), 'file');
    const needle = Buffer.from('the needle in the haystack');
    const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'x');
    const at = [0, 1024 * 1024 - 10, 2 * 1024 * 1024, content.length - needle.length];
    for (const place of at) needle.copy(content, place);
    await writeFile(path, content);
    const found: number[] = [];
    expect(await searchFile(nodeFiles, path, new ByteSearch([needle]), (_, place) => void found.push(place))).toBe(content.length);
    expect(found).toEqual(at);
  });
});
