import { type ChatError, chatErrorOf } from '../errors/chatError.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { LiveAnswer } from './activeAnswer.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Logger } from '../ports/platform.ts';

export interface StreamIntoOptions {
  readonly router: ModelRouter;
  readonly ledger: Ledger;
  readonly bus: EventBus;
  readonly logger: Logger;
  /** Called for every piece of the answer. */
  readonly onPiece: () => void;
}

/**
 * Makes the answer's request and takes in what comes, to the end of the stream. What comes after the end of the answer is counted and billed,
 * but no part of it. Never rejects: resolves with the failure, or null; an end from this side is none.
 */
export async function streamInto(
  answer: LiveAnswer,
  { router, ledger, bus, logger, onPiece }: StreamIntoOptions,
): Promise<ChatError | null> {
  const { conversationId, messageId, modelId, attempt } = answer;
  try {
    attempt.sent = true;
    for await (const event of router.clientFor(modelId).stream(attempt.request, attempt.signal)) {
      const known = attempt.generationId;
      if (answer.endReason) attempt.accept(event);
      else answer.accept(event);
      if (attempt.generationId !== null && attempt.generationId !== known)
        void ledger
          .noteGeneration(attempt.id, attempt.generationId, attempt.account)
          .catch((error: unknown) => logger.warn('ledger.noteFailed', { error: String(error) }));
      if (answer.endReason || (event.type !== 'text' && event.type !== 'reasoning')) continue;
      bus.emit('token.generated', { conversationId, messageId, delta: event.text });
      onPiece();
    }
    return null;
  } catch (error) {
    if (attempt.signal.aborted) return null;
    const failure = chatErrorOf(error);
    // Sentences about others quote them, and they may quote the message.
    const detail = failure.code === 'INTERNAL' ? String(error) : undefined;
    logger.warn('chat.failed', { messageId, modelId, code: failure.code, detail });
    // Nobody serves it at the prices that this side knows: they may have changed.
    if (failure.code === 'MODEL_UNAVAILABLE' && attempt.request.maxPrice) void router.refresh();
    return failure;
  }
}
