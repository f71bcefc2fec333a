import { type ChatError, chatErrorOf } from '../errors/chatError.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { Logger } from '../ports/platform.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { AttemptLedger } from './attemptLedger.ts';
import type { StreamObservation } from './streamObserver.ts';

export interface ConsumeStreamNeeds {
  readonly router: Pick<ModelRouter, 'clientFor' | 'refresh'>;
  readonly ledger: Pick<AttemptLedger, 'noteGeneration'>;
  readonly logger: Logger;
}

/** How a stream ended. */
export type StreamEnd =
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly error: ChatError }
  /** By this side. */
  | { readonly type: 'aborted' };

/**
 * Makes the answer's request and takes in what comes, to the end of the stream. What comes after the end of the answer is counted and billed,
 * but no part of it. Never rejects.
 */
export async function consumeStream(
  answer: ActiveAnswer,
  observations: readonly StreamObservation[],
  { router, ledger, logger }: ConsumeStreamNeeds,
): Promise<StreamEnd> {
  const { messageId, modelId, attempt } = answer;
  try {
    attempt.sent = true;
    for await (const event of router.clientFor(modelId).stream(attempt.request, attempt.signal)) {
      const known = attempt.generationId;
      if (answer.endReason) attempt.accept(event);
      else answer.accept(event);
      if (attempt.generationId !== known) void ledger.noteGeneration(attempt);
      if (answer.endReason || (event.type !== 'text' && event.type !== 'reasoning')) continue;
      for (const observation of observations) observation.onPiece(event);
    }
    return { type: 'finished' };
  } catch (thrown) {
    if (attempt.signal.aborted) return { type: 'aborted' };
    const error = chatErrorOf(thrown);
    // Sentences about others quote them, and they may quote the message.
    const detail = error.code === 'INTERNAL' ? String(thrown) : undefined;
    logger.warn('chat.failed', { messageId, modelId, code: error.code, detail });
    // No provider serves it at the prices that this side knows: they may have changed.
    if (error.code === 'MODEL_UNAVAILABLE' && attempt.request.maxPrice) void router.refresh();
    return { type: 'failed', error };
  }
}
