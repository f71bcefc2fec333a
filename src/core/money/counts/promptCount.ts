import type { ChatTurn } from '../../ports/chatClient.ts';
import type { TokenCountCache } from './tokenCountCache.ts';

/** Tokens that frame each turn, and the answer that is begun (OpenAI's cookbook, "How to count tokens"); others frame by about as many. */
const turnTokens = 4;
const answerTokens = 3;
/** No chat template in use frames a turn by more. */
const maxTurnTokens = 16;

/** Tokens of a prompt. Nothing here takes long: what a long conversation has in full is known once it was counted with pauses. */
export class PromptCount {
  readonly #counts: TokenCountCache;
  readonly #modelId: string;
  readonly #texts: readonly string[];
  #counted: number | null = null;

  constructor(counts: TokenCountCache, modelId: string, turns: readonly ChatTurn[]) {
    this.#counts = counts;
    this.#modelId = modelId;
    this.#texts = turns.map(({ content }) => content);
  }

  /** As well as it can be known at once; as well as it can be counted after `count`. */
  get tokens(): number {
    return this.#counted ?? this.#sum((text, mayCount) => this.#counts.quick(this.#modelId, text, mayCount) + turnTokens, answerTokens);
  }

  /** The model's own tokenizer counts. */
  get isExact(): boolean {
    return this.#counts.isExact(this.#modelId);
  }

  /** More than any tokenizer can count in it; at hand at once. */
  get bound(): number {
    return this.#sum((text, mayCount) => this.#counts.bound(this.#modelId, text, mayCount) + maxTurnTokens, maxTurnTokens);
  }

  /** Counts all of it with the model's own table, with pauses. Rejects when there is none to be had. */
  async count(pause: () => Promise<void>): Promise<void> {
    await this.#counts.prepare(this.#modelId);
    const tokens = await this.#counts.countAll(this.#modelId, this.#texts, pause);
    this.#counted = tokens + this.#texts.length * turnTokens + answerTokens;
  }

  #sum(of: (text: string, mayCount: boolean) => number, frame: number): number {
    const mayCount = this.#counts.isAtHand(this.#modelId, this.#texts);
    return this.#texts.reduce((sum, text) => sum + of(text, mayCount), frame);
  }
}
