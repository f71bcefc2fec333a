import type { FilePort } from '../../disk/files.ts';

const chunkBytes = 1024 * 1024;
/** Bytes of a pattern that are looked up at once: so many that texts seldom begin alike. Shorter patterns are searched for one by one. */
const keyBytes = 8;
const filterBits = 16;

/** Finds many byte patterns in one pass: the time does not depend on how many there are. */
export class ByteSearch {
  readonly #patterns: readonly Uint8Array[];
  /** Says for most positions at once that no pattern begins there. */
  readonly #filter = new Uint8Array(1 << filterBits);
  readonly #byKey = new Map<number, number[]>();
  readonly #short: number[] = [];
  /** Bytes of the longest pattern. */
  readonly longest: number;

  constructor(patterns: readonly Uint8Array[]) {
    this.#patterns = patterns;
    this.longest = patterns.reduce((longest, { length }) => Math.max(longest, length), 0);
    patterns.forEach((pattern, index) => {
      if (pattern.length < keyBytes) {
        if (pattern.length > 0) this.#short.push(index);
        return;
      }
      const begin = Buffer.from(pattern.buffer, pattern.byteOffset, keyBytes);
      const key = keyOf(begin.readInt32LE(0), begin.readInt32LE(4));
      this.#filter[slotOf(key)] = 1;
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), index]);
    });
  }

  /** Calls `found` for every position where a pattern begins; `pattern` is its index. */
  scan(bytes: Buffer, found: (pattern: number, at: number) => void): void {
    for (const index of this.#short) {
      const pattern = this.#patterns[index] ?? bytes;
      for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) found(index, at);
    }
    if (this.#byKey.size === 0) return;
    let [first, second] = [0, 0];
    for (let next = 0; next < bytes.length; next += 1) {
      const byte = bytes[next] ?? 0;
      first = (first >>> 8) | (second << 24);
      second = (second >>> 8) | (byte << 24);
      const key = keyOf(first, second);
      if (this.#filter[slotOf(key)] === 0 || next < keyBytes - 1) continue;
      const at = next - keyBytes + 1;
      for (const index of this.#byKey.get(key) ?? []) if (this.#stands(index, bytes, at)) found(index, at);
    }
  }

  #stands(index: number, bytes: Buffer, at: number): boolean {
    const pattern = this.#patterns[index];
    return (
      pattern !== undefined &&
      at + pattern.length <= bytes.length &&
      bytes.compare(pattern, 0, pattern.length, at, at + pattern.length) === 0
    );
  }
}

const keyOf = (first: number, second: number): number => (Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0x9e3779b1)) >>> 0;

const slotOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - filterBits);

/** Searches a whole file, also across the borders of what is read at once. Returns its bytes. */
export async function searchFile(
  files: FilePort,
  path: string,
  search: ByteSearch,
  found: (pattern: number, at: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  const overlap = Math.max(0, search.longest - 1);
  let from = 0;
  for (;;) {
    signal?.throwIfAborted();
    const bytes = await files.read(path, from, chunkBytes + overlap);
    // What begins in the overlap is found again in the next piece.
    search.scan(bytes, (pattern, at) => {
      if (at < chunkBytes || bytes.length < chunkBytes + overlap) found(pattern, from + at);
    });
    if (bytes.length < chunkBytes + overlap) return from + bytes.length;
    from += chunkBytes;
  }
}
