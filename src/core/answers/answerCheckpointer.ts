import type { ActiveAnswer } from './activeAnswer.ts';
import type { ConversationRepository, MessageOutcome } from '../ports/conversationRepository.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';

/** ms between checkpoints of a growing answer. A killed window loses at most this much of it. */
const checkpointEveryMs = 1500;
/** ms after which a silent answer says that its window is still alive; the archive takes an answer for dead after 10 s. */
const heartbeatEveryMs = 4500;

/** Brings a running answer into the archive: pieces of text and reasoning with absolute offsets while it grows, then the rest and the outcome. */
export class AnswerCheckpointer {
  readonly #answer: ActiveAnswer;
  readonly #repository: ConversationRepository;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #saved = 0;
  #savedReasoning = 0;
  #savedAt: number;
  #timer: Disposable | null = null;

  constructor(answer: ActiveAnswer, repository: ConversationRepository, clock: Clock, logger: Logger) {
    this.#answer = answer;
    this.#repository = repository;
    this.#clock = clock;
    this.#logger = logger;
    this.#savedAt = clock.monotonic();
    this.#schedule();
  }

  async finish(outcome: MessageOutcome): Promise<void> {
    this.#timer?.dispose();
    this.#timer = null;
    const { messageId, conversationId } = this.#answer;
    // A checkpoint may still be on its way; its piece then comes twice, at the same offset, which changes nothing.
    // The outcome has the reasoning whole.
    const rest = outcome.text.slice(this.#saved);
    const appended = rest === '' ? null : this.#repository.appendText(messageId, conversationId, this.#saved, rest);
    await Promise.all([appended, this.#repository.finishMessage(messageId, conversationId, outcome)]);
  }

  #schedule(): void {
    this.#timer = this.#clock.timeout(checkpointEveryMs, () => void this.#checkpoint());
  }

  async #checkpoint(): Promise<void> {
    const { messageId, conversationId, text, reasoning } = this.#answer;
    const [from, reasoningFrom] = [this.#saved, this.#savedReasoning];
    const piece = text.slice(from);
    const thought = reasoning.slice(reasoningFrom);
    if (piece !== '' || thought !== '' || this.#clock.monotonic() - this.#savedAt >= heartbeatEveryMs) {
      try {
        const more = thought === '' ? undefined : { from: reasoningFrom, text: thought };
        await this.#repository.appendText(messageId, conversationId, from, piece, more);
        this.#saved = Math.max(this.#saved, from + piece.length);
        this.#savedReasoning = Math.max(this.#savedReasoning, reasoningFrom + thought.length);
        this.#savedAt = this.#clock.monotonic();
      } catch (error) {
        // The next checkpoint carries the same piece again; the end of the answer notifies the user if it cannot be kept.
        this.#logger.warn('archive.checkpointFailed', { messageId, error: String(error) });
      }
    }
    if (this.#timer) this.#schedule();
  }
}
