import type { ChatError } from '../errors/chatError.ts';
import { answerEnded } from '../money/budget/budgetErrors.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { StreamEnd } from './consumeStream.ts';
import type { AttemptEnd, AttemptOutcome, LostPhase } from './policy/attemptOutcome.ts';
import type { RequestAttempt } from './requestAttempt.ts';

/** The reason of a model that reached `max_tokens`, as OpenRouter and all that speak its protocol write it. */
const lengthReached = 'length';

/** The one place that says what became of a request. `end`: null for one that goes on without its answer, which was ended from this side. */
export function toAttemptOutcome(answer: ActiveAnswer, end: StreamEnd | null): AttemptOutcome {
  const { attempt } = answer;
  const attemptEnd = attemptEndOf(answer, end);
  return {
    modelId: attempt.modelId,
    firstTokenMs: attempt.firstTokenMs,
    keptChars: answer.text.length + answer.reasoning.length,
    // That the budget ended it does not say that the other side has refused it: it may have worked, and charge for it.
    cost: attempt.finalCost(attemptEnd.type === 'ended' ? null : failureOfAttempt(attemptEnd)),
    ...attemptEnd,
  };
}

/** Why the answer is not whole, in words for the user; null where nothing failed, which includes an answer that the user stopped. */
export function failureOfAttempt(end: AttemptEnd): ChatError | null {
  if (end.type === 'refused' || end.type === 'lost') return end.error;
  return end.type === 'ended' && end.by === 'budget' ? answerEnded() : null;
}

function attemptEndOf(answer: ActiveAnswer, end: StreamEnd | null): AttemptEnd {
  if (answer.endReason) return { type: 'ended', by: answer.endReason };
  // Only an answer that was ended is aborted, or goes on without being read.
  if (end === null || end.type === 'aborted') return { type: 'ended', by: 'shutdown' };
  if (end.type === 'failed') return failedEndOf(answer.attempt, end.error);
  if (answer.isEmpty) return { type: 'empty' };
  return { type: answer.finishReason === lengthReached ? 'cut' : 'complete' };
}

function failedEndOf(attempt: RequestAttempt, error: ChatError): AttemptEnd {
  switch (error.code) {
    case 'OFFLINE':
      return { type: 'lost', phase: 'connect', cause: 'reset', error };
    case 'INTERRUPTED':
      return { type: 'lost', phase: phaseOf(attempt), cause: 'reset', error };
    case 'TIMEOUT':
      return { type: 'lost', phase: phaseOf(attempt), cause: 'silence', error };
    case 'INTERNAL':
      return { type: 'lost', phase: phaseOf(attempt), cause: 'damaged', error };
    default:
      return { type: 'refused', error };
  }
}

function phaseOf(attempt: RequestAttempt): LostPhase {
  if (!attempt.isEmpty) return 'stream';
  return attempt.opened ? 'firstToken' : 'headers';
}
