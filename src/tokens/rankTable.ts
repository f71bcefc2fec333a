/** Decoding and inserting this many tokens takes about a millisecond, so that building never holds the host up. */
const sliceTokens = 8192;

/**
 * The tokens of one encoding and their ranks, found by bytes: an open-addressing hash table in typed arrays.
 * A Map from strings to numbers would take several times the memory and the loading time.
 */
export class RankTable {
  /** Bytes of all tokens, one after the other; token `rank` spans starts[rank] … starts[rank + 1]. */
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  /** Rank + 1, or 0 where free; at most half full. */
  readonly #slots: Int32Array;
  readonly #longest: number;

  private constructor(bytes: Uint8Array, starts: Uint32Array, slots: Int32Array, longest: number) {
    this.#bytes = bytes;
    this.#starts = starts;
    this.#slots = slots;
    this.#longest = longest;
  }

  /**
   * Builds from js-tiktoken's notation, `! 0` and then every token in base64, ranked by its position.
   * Pauses between slices. Throws when the text is something else.
   */
  static async build(ranks: string, pause: () => Promise<void>): Promise<RankTable> {
    const head = '! 0 ';
    if (!ranks.startsWith(head) || ranks.includes('\n')) throw new Error('The token ranks are not in the expected form.');
    const bytes = new Uint8Array(ranks.length);
    const starts = new Uint32Array(ranks.length / 4);
    let count = 0;
    let length = 0;
    let longest = 0;
    for (let at = head.length; at < ranks.length;) {
      const end = tokenEnd(ranks, at);
      length = decodeBase64(ranks, at, end, bytes, length);
      longest = Math.max(longest, length - (starts[count] ?? 0));
      starts[++count] = length;
      at = end + 1;
      if (count % sliceTokens === 0) await pause();
    }
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 2)));
    const table = new RankTable(bytes.slice(0, length), starts.slice(0, count + 1), slots, longest);
    for (let rank = 0; rank < count; rank++) {
      table.#insert(rank);
      if (rank % sliceTokens === 0) await pause();
    }
    return table;
  }

  /** Rank of the token with exactly these bytes; -1 when there is none. */
  rank(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > this.#longest) return -1;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash(bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      const rank = (slots[slot] ?? 0) - 1;
      if (rank < 0 || this.#is(rank, bytes, from, to)) return rank;
    }
  }

  #is(rank: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[rank] ?? 0;
    if ((this.#starts[rank + 1] ?? 0) - start !== to - from) return false;
    for (let i = from; i < to; i++) if (bytes[i] !== this.#bytes[start + i - from]) return false;
    return true;
  }

  #insert(rank: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#bytes, this.#starts[rank] ?? 0, this.#starts[rank + 1] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = rank + 1;
  }
}

/** FNV-1a; the upper half is folded in, because the table uses the lower bits. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ (bytes[i] ?? 0), 0x01000193);
  return value ^ (value >>> 15);
}

function tokenEnd(text: string, from: number): number {
  const end = text.indexOf(' ', from);
  return end < 0 ? text.length : end;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, base64.indexOf(String.fromCharCode(code))));

/** Writes the bytes of one base64 word into `bytes` and returns the new length. */
function decodeBase64(text: string, from: number, to: number, bytes: Uint8Array, length: number): number {
  const padded = text.endsWith('=', to) ? (text.endsWith('==', to) ? 2 : 1) : 0;
  for (let i = from; i < to; i += 4) {
    const group = (sextet(text, i) << 18) | (sextet(text, i + 1) << 12) | (sextet(text, i + 2) << 6) | sextet(text, i + 3);
    bytes[length++] = group >>> 16;
    bytes[length++] = group >>> 8;
    bytes[length++] = group;
  }
  return length - padded;
}

function sextet(text: string, at: number): number {
  return sextets[text.charCodeAt(at)] ?? 0;
}
