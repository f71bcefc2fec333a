import type { AnswerRunner } from '../answers/answerRunner.ts';
import type { Clock } from '../ports/platform.ts';
import type { RequestClaims } from '../ports/requestClaims.ts';

/** An answer that has been begun. */
export interface BegunAnswer {
  readonly conversationId: string;
  readonly messageId: string;
}

interface ClaimedRequestsNeeds {
  readonly answers: Pick<AnswerRunner, 'start'>;
  readonly claims: RequestClaims;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** ms until it is looked again whether the answer of another window is there: it is when that has written a few lines. */
const firstWaitMs = 100;
const longestWaitMs = 5000;

const begun = (conversationId: string, messageId: string | null): BegunAnswer | null =>
  messageId === null ? null : { conversationId, messageId };

/** Requests that several windows may have, because they keep the same draft: one of them has it answered, the others wait for that answer. */
export class ClaimedRequests {
  readonly #answers: ClaimedRequestsNeeds['answers'];
  readonly #claims: RequestClaims;
  readonly #clock: ClaimedRequestsNeeds['clock'];

  constructor({ answers, claims, clock }: ClaimedRequestsNeeds) {
    this.#answers = answers;
    this.#claims = claims;
    this.#clock = clock;
  }

  /** While another window has claimed the request, its answer is waited for; `begin` finds it, or claims the request itself in the end. */
  async untilBegun(begin: () => Promise<BegunAnswer | null>): Promise<BegunAnswer> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const answer = await begin();
      if (answer) return answer;
      await this.#clock.sleep(waitMs);
    }
  }

  /** null: another window has claimed it. Rejects as `AnswerRunner.start` does; then whoever has the request may take it. */
  async start(order: Parameters<AnswerRunner['start']>[0], requestId: string | undefined): Promise<BegunAnswer | null> {
    if (requestId === undefined) return begun(order.conversationId, await this.#answers.start(order));
    let isMine = false;
    const claim = {
      take: async () => (isMine = await this.#claims.take(requestId)),
      keep: async () => (isMine = await this.#claims.keep(requestId)),
    };
    try {
      return begun(order.conversationId, await this.#answers.start({ ...order, claim }));
    } catch (error) {
      if (isMine) await this.#claims.release(requestId);
      throw error;
    }
  }
}
