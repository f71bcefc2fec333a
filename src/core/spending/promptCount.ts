import type { ChatTurn, TokenCounter } from '../ports.ts';

/** Tokens of a prompt. Counted when somebody looks, not before sending: the count must never delay the request. */
export class PromptCount {
  readonly #count: () => number;
  #counted: number | null = null;

  constructor(tokens: TokenCounter, modelId: string, turns: readonly ChatTurn[]) {
    // Each turn is framed by about four tokens.
    this.#count = () => turns.reduce((sum, turn) => sum + tokens.count(modelId, turn.content) + 4, 3);
  }

  get tokens(): number {
    return (this.#counted ??= this.#count());
  }

  /** The model's own table is here: what was approximated without it does not count any more. */
  recount(): void {
    this.#counted = null;
  }
}
