import { approximateTokens } from '../../../shared/values/approximateTokens.ts';
import { utf8Length } from '../../../shared/values/utf8Length.ts';
import type { TokenCounter } from '../../ports/tokenCounter.ts';

/** Characters up to which counting takes no noticeable time. */
const shortLength = 8_000;
/** Characters after which the event loop goes on: about 5 ms of counting. */
const turnLength = 50_000;
/** Characters of all texts whose counts are kept: those of a very long conversation. */
const keptLength = 4_000_000;

/** Counts of the turns of a conversation: they are asked for again at every key that is typed, and only the last one changes. */
export class TokenCountCache {
  readonly #tokens: TokenCounter;
  readonly #counts = new Map<string, { readonly exact: boolean; readonly ofText: Map<string, number> }>();
  readonly #prepared = new Set<string>();
  #length = 0;

  constructor(tokens: TokenCounter) {
    this.#tokens = tokens;
  }

  /** Loads the model's table. What was approximated without it counts no more. */
  async prepare(modelId: string): Promise<void> {
    await this.#tokens.prepare(modelId);
    if (this.#prepared.has(modelId)) return;
    this.#prepared.add(modelId);
    this.#counts.delete(modelId);
  }

  isExact(modelId: string): boolean {
    return this.#tokens.isExact(modelId);
  }

  count(modelId: string, text: string): number {
    return this.#of(modelId).get(text) ?? this.#keep(modelId, text, this.#tokens.count(modelId, text));
  }

  /** All of them together, counted with pauses, so that a long conversation does not hold up everything else. */
  async countAll(modelId: string, texts: readonly string[], pause: () => Promise<void>): Promise<number> {
    let tokens = 0;
    let length = 0;
    for (const text of texts) {
      const known = this.#of(modelId).get(text);
      tokens += known ?? (await this.#countYielding(modelId, text));
      if (known === undefined) length += text.length;
      if (length < turnLength) continue;
      length = 0;
      await pause();
    }
    return tokens;
  }

  /** Whether all of them can be counted in no noticeable time. */
  isAtHand(modelId: string, texts: readonly string[]): boolean {
    const known = this.#of(modelId);
    return texts.reduce((length, text) => (known.has(text) ? length : length + text.length), 0) <= shortLength;
  }

  /**
   * More than any tokenizer can count in it, in next to no time. A token of any tokenizer is at least one byte; where the model's own tokenizer is
   * here and may be asked, its count is the tighter bound.
   */
  bound(modelId: string, text: string, mayCount = this.isAtHand(modelId, [text])): number {
    return (this.isExact(modelId) ? this.#quickly(modelId, text, mayCount) : undefined) ?? utf8Length(text);
  }

  /** The count, or what it is likely to be where none is at hand. */
  quick(modelId: string, text: string, mayCount = this.isAtHand(modelId, [text])): number {
    return this.#quickly(modelId, text, mayCount) ?? approximateTokens(utf8Length(text));
  }

  #quickly(modelId: string, text: string, mayCount: boolean): number | undefined {
    return mayCount ? this.count(modelId, text) : this.#of(modelId).get(text);
  }

  async #countYielding(modelId: string, text: string): Promise<number> {
    if (text.length <= turnLength) return this.count(modelId, text);
    return this.#keep(modelId, text, await this.#tokens.countYielding(modelId, text));
  }

  #keep(modelId: string, text: string, tokens: number): number {
    this.#length += text.length;
    if (this.#length > keptLength) this.#clear(text.length);
    this.#of(modelId).set(text, tokens);
    return tokens;
  }

  #of(modelId: string): Map<string, number> {
    const exact = this.isExact(modelId);
    let counts = this.#counts.get(modelId);
    // Its table may have come for another model of the family.
    if (counts?.exact !== exact) this.#counts.set(modelId, (counts = { exact, ofText: new Map<string, number>() }));
    return counts.ofText;
  }

  #clear(length: number): void {
    this.#counts.clear();
    this.#length = length;
  }
}
