import type { RankTable } from './rankTable.ts';
import { SmallestFirst } from './smallestFirst.ts';

/** Keys of the heap are rank · 2^32 + position: the lowest rank first, the leftmost among equals. Both fit a double exactly. */
const rankUnit = 2 ** 32;
/** Pieces up to this many bytes share one set of buffers. */
const usualBytes = 512;
/** Bytes and candidates that are read before the next pause: a few milliseconds. */
const stepsUntilPause = 8192;

/**
 * Byte-pair merging: again and again the two neighbours whose union has the lowest rank become one.
 * A heap of candidates keeps this at n log n, where scanning for the lowest rank is quadratic in the length of a pre-token.
 */
export class PairMerger {
  readonly #table: RankTable;
  readonly #usual = new Workspace(usualBytes);

  constructor(table: RankTable) {
    this.#table = table;
  }

  /** Number of tokens that are left of `bytes`. */
  count(bytes: Uint8Array): number {
    const merge = new Merge(this.#table, bytes, bytes.length <= usualBytes ? this.#usual : new Workspace(bytes.length));
    merge.advance(Infinity);
    return merge.tokens;
  }

  /** The same, with pauses: a million bytes take a quarter of a second. */
  async countYielding(bytes: Uint8Array, pause: () => Promise<void>): Promise<number> {
    const merge = new Merge(this.#table, bytes, new Workspace(bytes.length));
    while (!merge.advance(stepsUntilPause)) await pause();
    return merge.tokens;
  }
}

/** One piece on its way from bytes to tokens. */
class Merge {
  tokens: number;
  readonly #table: RankTable;
  readonly #bytes: Uint8Array;
  readonly #space: Workspace;
  /** Parts before this one have been considered for the first time. */
  #considered = 0;

  constructor(table: RankTable, bytes: Uint8Array, space: Workspace) {
    this.#table = table;
    this.#bytes = bytes;
    this.#space = space;
    this.tokens = bytes.length;
    for (let part = 0; part <= bytes.length; part++) {
      space.next[part] = part + 1;
      space.previous[part] = part - 1;
    }
  }

  /** Goes on for so many steps at most. True when it is done. */
  advance(steps: number): boolean {
    const { next, previous, unionRank, candidates } = this.#space;
    const length = this.#bytes.length;
    let left = steps;
    for (; this.#considered < length && left > 0; left--) this.#consider(this.#considered++);
    for (; left > 0; left--) {
      const key = candidates.pop();
      if (key < 0) return true;
      const rank = Math.floor(key / rankUnit);
      const part = key - rank * rankUnit;
      // A candidate is void when one of its halves has been merged with something else since.
      if (unionRank[part] !== rank) continue;
      const right = next[part] ?? 0;
      const after = next[right] ?? 0;
      next[part] = after;
      previous[after] = part;
      unionRank[right] = -1;
      this.tokens--;
      this.#consider(part);
      if (part > 0) this.#consider(previous[part] ?? 0);
    }
    return false;
  }

  #consider(part: number): void {
    const { next, unionRank, candidates } = this.#space;
    const right = next[part] ?? 0;
    const rank = right < this.#bytes.length ? this.#table.rank(this.#bytes, part, next[right] ?? 0) : -1;
    unionRank[part] = rank;
    if (rank >= 0) candidates.push(rank * rankUnit + part);
  }
}

/** Buffers for one piece. A part is named by its first byte and ends where the next one begins. */
class Workspace {
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Rank of a part united with its right neighbour; -1 when that is no token, or the part is gone. */
  readonly unionRank: Int32Array;
  readonly candidates: SmallestFirst;

  constructor(length: number) {
    this.next = new Int32Array(length + 1);
    this.previous = new Int32Array(length + 1);
    this.unionRank = new Int32Array(length + 1);
    // Every merge takes one candidate out and puts two in at most.
    this.candidates = new SmallestFirst(length * 2);
  }
}
