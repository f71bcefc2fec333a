import type { Cost, Failure, MessageState } from '../shared/model.ts';
import type { LiveAnswer } from './liveAnswer.ts';
import type { MessageOutcome } from './ports.ts';

/** What is kept of an answer whose stream has ended, with the failure that ended it, if one did. */
export function answerOutcome(answer: LiveAnswer, failure: Failure | null): MessageOutcome {
  const { text, reasoning, finishReason, servedModelId, provider, firstTokenMs, latencyMs } = answer;
  const usage = answer.isEmpty && !answer.reported ? null : answer.usage;
  return {
    state: stateOf(answer, failure),
    failure,
    text,
    reasoning,
    finishReason,
    servedModelId,
    provider,
    usage,
    firstTokenMs,
    latencyMs,
  };
}

function stateOf(answer: LiveAnswer, failure: Failure | null): Exclude<MessageState, 'streaming'> {
  // Stop may be pressed when the last word is here already: then it is a whole answer.
  if (answer.finishReason !== null && !failure) return 'complete';
  if (answer.endReason === 'stop') return 'stopped';
  if (answer.endReason === 'shutdown') return 'interrupted';
  if (!failure) return 'complete';
  return answer.isEmpty ? 'failed' : 'interrupted';
}

/**
 * What an attempt cost as far as it is known at its end: reported, nothing (never sent, or refused before a generation began), or the
 * estimate of what arrived. An attempt that ended in silence is unknown, not free: the other side may have worked, and charge for it.
 */
export function finalCost(answer: LiveAnswer, failure: Failure | null, sent: boolean): Cost {
  if (answer.reported || answer.simulated || !answer.isEmpty) return answer.cost;
  const refused = failure && answer.generationId === null && !endsInSilence.includes(failure.code);
  return refused || !sent ? { source: 'usage', usd: '0' } : { source: 'unknown', usd: null };
}

const endsInSilence: readonly string[] = ['TIMEOUT', 'INTERRUPTED', 'INTERNAL'];
