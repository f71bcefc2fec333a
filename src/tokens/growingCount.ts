import type { RunningCount } from '../core/ports/tokenCounter.ts';
import { approximateTokens } from '../shared/values/approximateTokens.ts';
import { utf8Length } from '../shared/values/utf8Length.ts';
import { openPieces, type Encoding } from './encoding.ts';

/** Up to this length the open end is counted every time. */
const alwaysCountedLength = 256;
/** As much of the end as shows whether a long pre-token still goes on. */
const endLength = 64;

/**
 * Counts a growing text: only its open end is ever counted again. By bytes until the encoding is there, exact from then on, with one exception:
 * while a pre-token of hundreds of characters (a line of dashes, a blob) goes on, the count is extrapolated until the open end has doubled,
 * so that all recounts together cost no more than two counts of the whole. `TokenCounter.count` of the finished text is always exact.
 */
export class GrowingCount implements RunningCount {
  readonly #encoding: () => Encoding | undefined;
  #finalTokens = 0;
  #open = '';
  /** The last characters of the open end, apart from it because cutting a growing string copies all of it. */
  #end = '';
  /** Length and tokens of the part of the open end that was counted last. */
  #countedLength = 0;
  #countedTokens = 0;
  #uncountedBytes = 0;

  constructor(encoding: () => Encoding | undefined) {
    this.#encoding = encoding;
  }

  append(text: string): void {
    this.#open += text;
    this.#end = (this.#end + text).slice(-endLength);
    if (!this.#encoding()) this.#uncountedBytes += utf8Length(text);
  }

  get tokens(): number {
    const encoding = this.#encoding();
    if (!encoding) return approximateTokens(this.#uncountedBytes);
    const length = this.#open.length;
    if (length === this.#countedLength) return this.#finalTokens + this.#countedTokens;
    if (length > alwaysCountedLength && length < this.#countedLength * 2 && encoding.pieces(this.#end).length <= openPieces + 1)
      return this.#finalTokens + Math.round((this.#countedTokens * length) / this.#countedLength);
    this.#count(encoding);
    return this.#finalTokens + this.#countedTokens;
  }

  #count(encoding: Encoding): void {
    const pieces = encoding.pieces(this.#open);
    const firstOpen = Math.max(0, pieces.length - openPieces);
    let finalLength = 0;
    this.#countedTokens = 0;
    for (const [index, piece] of pieces.entries()) {
      const tokens = encoding.countPiece(piece);
      if (index < firstOpen) {
        this.#finalTokens += tokens;
        finalLength += piece.length;
      } else this.#countedTokens += tokens;
    }
    this.#open = this.#open.slice(finalLength);
    this.#countedLength = this.#open.length;
  }
}
