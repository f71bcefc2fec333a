import { PairMerger } from './pairMerger.ts';
import type { RankTable } from './rankTable.ts';

/**
 * Only short pieces are kept: they are the ones that come again. (V8 also copies substrings below 13 characters, so that the cache
 * does not hold whole texts alive.)
 */
const cachedLength = 12;
const cachedPieces = 30_000;

/**
 * Of a text that is cut somewhere, so many pre-tokens at the end may go on differently: white space that waits for its line break, a word that
 * waits for its contraction. One more is left open for safety; all before is final.
 */
export const openPieces = 3;
/** Characters that are counted without a pause: a few milliseconds of the worst text. */
const lengthUntilPause = 16_384;

/** One tokenizer: splits text into pre-tokens by its pattern and counts the tokens of each. Counts of pieces add up exactly. */
export class Encoding {
  readonly #pattern: RegExp;
  readonly #table: RankTable;
  readonly #merger: PairMerger;
  readonly #encoder = new TextEncoder();
  readonly #cache = new Map<string, number>();

  constructor(pattern: string, table: RankTable) {
    this.#pattern = new RegExp(pattern, 'gu');
    this.#table = table;
    this.#merger = new PairMerger(table);
  }

  /** All of `text`, cut into pre-tokens. */
  pieces(text: string): readonly string[] {
    try {
      return text.match(this.#pattern) ?? [];
    } catch {
      // V8's matcher overflows on millions of letters without a break. Halving such a run costs a token at most.
      const middle = text.length >>> 1;
      return [...this.pieces(text.slice(0, middle)), ...this.pieces(text.slice(middle))];
    }
  }

  countPiece(piece: string): number {
    const known = this.#cache.get(piece);
    if (known !== undefined) return known;
    const bytes = this.#encoder.encode(piece);
    const tokens = this.#table.rank(bytes, 0, bytes.length) >= 0 ? 1 : this.#merger.count(bytes);
    if (piece.length <= cachedLength) {
      if (this.#cache.size >= cachedPieces) this.#cache.clear();
      this.#cache.set(piece, tokens);
    }
    return tokens;
  }

  count(text: string): number {
    let tokens = 0;
    for (const piece of this.pieces(text)) tokens += this.countPiece(piece);
    return tokens;
  }

  /** The same as `count`, with pauses. */
  async countYielding(text: string, pause: () => Promise<void>): Promise<number> {
    let tokens = 0;
    let length = lengthUntilPause;
    for (let from = 0; from < text.length; await pause()) {
      const pieces = this.pieces(text.slice(from, from + length));
      const final = from + length < text.length ? pieces.slice(0, -openPieces) : pieces;
      for (const piece of final) {
        tokens += piece.length < lengthUntilPause ? this.countPiece(piece) : await this.#countLongPiece(piece, pause);
        from += piece.length;
      }
      // A pre-token that goes on and on is read again in twice the length, so that it is not read for ever.
      length = final.length > 0 ? lengthUntilPause : length * 2;
    }
    return tokens;
  }

  /** No token is that long. */
  async #countLongPiece(piece: string, pause: () => Promise<void>): Promise<number> {
    await pause();
    return this.#merger.countYielding(this.#encoder.encode(piece), pause);
  }
}
