import * as z from 'zod';
import type { RunningCount, TokenCounter } from '../core/ports/tokenCounter.ts';
import { approximateTokens } from '../shared/values/approximateTokens.ts';
import { utf8Length } from '../shared/values/utf8Length.ts';
import { Encoding } from './encoding.ts';
import { type EncodingName, encodingOf } from './encodingOf.ts';
import { GrowingCount } from './growingCount.ts';
import { RankTable } from './rankTable.ts';

const rankFile = z.object({ pat_str: z.string(), bpe_ranks: z.string() });

/**
 * Counts with the rank data of js-tiktoken. The merge is our own: js-tiktoken's is quadratic in the length of a pre-token and blocks
 * for a second on 4,000 dashes. Special tokens in a text are plain text.
 */
export class TiktokenCounter implements TokenCounter {
  readonly #loadRanks: (name: EncodingName) => Promise<string>;
  readonly #loading = new Map<EncodingName, Promise<void>>();
  readonly #encodings = new Map<EncodingName, Encoding>();

  /** `loadRanks` gives js-tiktoken's rank data as JSON text; it is asked once per encoding, when the first model needs it. */
  constructor(loadRanks: (name: EncodingName) => Promise<string>) {
    this.#loadRanks = loadRanks;
  }

  /** Rejects when the rank data cannot be read; the next call tries again. */
  prepare(modelId: string): Promise<void> {
    const { name } = encodingOf(modelId);
    let loading = this.#loading.get(name);
    if (!loading) {
      loading = this.#load(name);
      this.#loading.set(name, loading);
      loading.catch(() => this.#loading.delete(name));
    }
    return loading;
  }

  /** Whether the model's own tokenizer is public and its table is here; other families are approximated. */
  isExact(modelId: string): boolean {
    const { name, exact } = encodingOf(modelId);
    return exact && this.#encodings.has(name);
  }

  count(modelId: string, text: string): number {
    const encoding = this.#encodings.get(encodingOf(modelId).name);
    return encoding ? encoding.count(text) : approximateTokens(utf8Length(text));
  }

  /**
   * The same as `count`, for texts of 100,000 characters and more: the host goes on meanwhile. (A million characters take 20 to 350 ms.)
   * Rejects with the signal's reason.
   */
  async countYielding(modelId: string, text: string, signal?: AbortSignal): Promise<number> {
    const encoding = this.#encodings.get(encodingOf(modelId).name);
    if (!encoding) return approximateTokens(utf8Length(text));
    return encoding.countYielding(text, async () => {
      await yieldToEventLoop();
      signal?.throwIfAborted();
    });
  }

  start(modelId: string): RunningCount {
    const { name } = encodingOf(modelId);
    return new GrowingCount(() => this.#encodings.get(name));
  }

  async #load(name: EncodingName): Promise<void> {
    const { pat_str, bpe_ranks } = rankFile.parse(JSON.parse(await this.#loadRanks(name)));
    this.#encodings.set(name, new Encoding(pat_str, await RankTable.build(bpe_ranks, yieldToEventLoop)));
  }
}

/** Lets everything else that waits in the host run. */
function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
