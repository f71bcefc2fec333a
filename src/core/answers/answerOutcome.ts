import type { Failure } from '../../shared/model/failure.ts';
import type { MessageState } from '../../shared/model/message.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { MessageOutcome } from '../ports/conversationRepository.ts';

/** What is kept of an answer whose stream has ended, with the failure that ended it, if one did. */
export function answerOutcome(answer: ActiveAnswer, failure: Failure | null): MessageOutcome {
  const { text, reasoning, extras, finishReason, firstTokenMs, latencyMs, received, attempt } = answer;
  const { servedModelId, provider } = attempt;
  const usage = answer.isEmpty && !attempt.reported ? null : answer.usage;
  return {
    state: stateOf(answer, failure),
    failure,
    text,
    reasoning,
    ...(extras && { extras }),
    finishReason,
    servedModelId,
    provider,
    usage,
    ...(!answer.isEmpty && { received }),
    firstTokenMs,
    latencyMs,
  };
}

function stateOf(answer: ActiveAnswer, failure: Failure | null): Exclude<MessageState, 'streaming'> {
  // Stop may be pressed when the last word is here already: then it is a whole answer.
  if (answer.finishReason !== null && !failure) return 'complete';
  if (answer.endReason === 'stop') return 'stopped';
  if (answer.endReason === 'shutdown') return 'interrupted';
  if (!failure) return 'complete';
  return answer.isEmpty ? 'failed' : 'interrupted';
}
