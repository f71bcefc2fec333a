import type { RankTable } from './rankTable.ts';
import { SmallestFirst } from './smallestFirst.ts';

/** Keys of the heap are rank · 2^32 + position: the lowest rank first, the leftmost among equals. Both fit a double exactly. */
const rankUnit = 2 ** 32;
/** Pieces up to this many bytes share one set of buffers. */
const usualBytes = 512;

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
    const table = this.#table;
    const length = bytes.length;
    const { next, previous, unionRank, candidates } = length <= usualBytes ? this.#usual : new Workspace(length);

    const consider = (part: number) => {
      const right = next[part] ?? 0;
      const rank = right < length ? table.rank(bytes, part, next[right] ?? 0) : -1;
      unionRank[part] = rank;
      if (rank >= 0) candidates.push(rank * rankUnit + part);
    };

    for (let part = 0; part <= length; part++) {
      next[part] = part + 1;
      previous[part] = part - 1;
    }
    for (let part = 0; part < length; part++) consider(part);

    let tokens = length;
    for (let key = candidates.pop(); key >= 0; key = candidates.pop()) {
      const rank = Math.floor(key / rankUnit);
      const part = key - rank * rankUnit;
      // A candidate is void when one of its halves has been merged with something else since.
      if (unionRank[part] !== rank) continue;
      const right = next[part] ?? 0;
      const after = next[right] ?? 0;
      next[part] = after;
      previous[after] = part;
      unionRank[right] = -1;
      tokens--;
      consider(part);
      if (part > 0) consider(previous[part] ?? 0);
    }
    return tokens;
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
