import type { ChatTurn } from '../ports.ts';
import type { TurnCounts } from './turnCounts.ts';

/** Tokens that frame each turn, and the answer that is begun (OpenAI's cookbook, "How to count tokens"); others frame by about as many. */
const turnTokens = 4;
const answerTokens = 3;
/** No chat template in use frames a turn by more. */
const mostTurnTokens = 16;

/** Tokens of a prompt. Counted when somebody looks, not before sending: the count must never delay the request. */
export class PromptCount {
  readonly #counts: TurnCounts;
  readonly #modelId: string;
  readonly #turns: readonly ChatTurn[];
  #counted: number | null = null;

  constructor(counts: TurnCounts, modelId: string, turns: readonly ChatTurn[]) {
    this.#counts = counts;
    this.#modelId = modelId;
    this.#turns = turns;
  }

  /** As well as it can be counted. */
  get tokens(): number {
    return (this.#counted ??= this.#turns.reduce(
      (sum, { content }) => sum + this.#counts.count(this.#modelId, content) + turnTokens,
      answerTokens,
    ));
  }

  /** As well as it can be told at once, without delaying the request. */
  get quick(): number {
    return (
      this.#counted ?? this.#turns.reduce((sum, { content }) => sum + this.#counts.quick(this.#modelId, content) + turnTokens, answerTokens)
    );
  }

  /** More than anybody can count in it; at hand at once. */
  get bound(): number {
    return this.#turns.reduce((sum, { content }) => sum + this.#counts.bound(this.#modelId, content) + mostTurnTokens, mostTurnTokens);
  }

  /** The model's own table is here: what was approximated without it does not count any more. */
  recount(): void {
    this.#counted = null;
  }
}
