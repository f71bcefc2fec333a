import { ChatError } from '../core/errors.ts';
import type { ErrorCode, RecoveryAction } from '../shared/model.ts';
import { quote } from './plainText.ts';
import type { WireError } from './wireError.ts';

/** What a failure leaves behind, as a sentence of the message. */
export const kept = { question: 'Your message is kept.', answer: 'What arrived so far is kept.', nothing: '' } as const;

export type Kept = (typeof kept)[keyof typeof kept];

export interface ErrorContext {
  readonly kept: Kept;
  /** Removed from everything that is quoted. */
  readonly key: string | undefined;
  /** From the `Retry-After` header. */
  readonly retryAfterMs?: number | null;
}

interface Verdict {
  readonly code: ErrorCode;
  readonly what: string;
  readonly advice: string;
  readonly retryable?: boolean;
  readonly actions: readonly RecoveryAction[];
}

/** The error for the person, from an error of the wire. */
export function toChatError(error: WireError, context: ErrorContext): ChatError {
  const { code, what, advice, retryable = false, actions } = judge(error);
  const said = error.message === null ? '' : quote(error.message, context.key);
  const sentences = [what, said === '' ? '' : `The reason given: “${said}”`, context.kept, advice];
  return new ChatError(code, sentences.filter(Boolean).join(' '), {
    // OpenRouter says itself whether the lack of an endpoint will pass; that is more exact than the status.
    retryable: error.retryable ?? retryable,
    actions,
    retryAfterMs: context.retryAfterMs ?? error.retryAfterMs,
  });
}

function judge(error: WireError): Verdict {
  const overflow = contextOverflow(error);
  if (overflow !== undefined) return overflow;
  if (error.availability === 'model_not_found') return modelGone;
  const status = error.status ?? 500;
  if (error.limitSource === 'openrouter_key_limit') return keyLimit(status);
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHORIZED',
        what: 'The service did not accept the API key.',
        advice: 'Set another key.',
        actions: ['setApiKey'],
      };
    case 402:
      return paymentRequired(error);
    case 403:
      return {
        code: 'HTTP_403',
        what: 'The service refused this request: its content, your account or your region is not allowed.',
        advice: 'Change the message or choose another model.',
        actions: ['switchModel'],
      };
    case 404:
      return modelGone;
    case 408:
    case 504:
    case 524:
      return {
        code: 'TIMEOUT',
        what: 'The model took too long to answer.',
        advice: 'Try again, or choose another model.',
        retryable: true,
        actions: ['retry', 'switchModel'],
      };
    case 413:
      return {
        code: 'HTTP_413',
        what: 'The request is larger than the service accepts.',
        advice: 'Shorten the message or remove attachments.',
        actions: [],
      };
    case 429:
      return {
        code: 'RATE_LIMITED',
        what: 'Too many requests: the service asks to wait.',
        advice: 'Try again later, or choose another model.',
        retryable: true,
        actions: ['retry', 'switchModel'],
      };
    case 502:
    case 503:
    case 529:
      return {
        code: 'MODEL_UNAVAILABLE',
        what: 'The model is not available at the moment.',
        advice: 'Try again, or choose another model.',
        retryable: true,
        actions: ['retry', 'switchModel'],
      };
  }
  if (status >= 500) {
    return {
      code: `HTTP_${status}`,
      what: 'The service failed inside.',
      advice: 'Try again.',
      retryable: true,
      actions: ['retry', 'switchModel'],
    };
  }
  return {
    code: `HTTP_${status}`,
    what: `The service did not accept the request (${status}).`,
    advice: 'Change the message or choose another model.',
    actions: ['switchModel', 'showLog'],
  };
}

const modelGone: Verdict = {
  code: 'MODEL_UNAVAILABLE',
  what: 'Nobody serves this model under this name with your settings.',
  advice: 'Choose another model, or check the base URL and the routing preferences in the settings.',
  actions: ['switchModel', 'openSettings'],
};

/**
 * The limits of a context overflow come only as text. Recorded: "This endpoint's maximum context length is 16384 tokens. However, you
 * requested about 26265 tokens (26255 of text input, 10 in the output)."; from a provider: "prompt is too long: 210000 tokens > 200000".
 */
function contextOverflow(error: WireError): Verdict | undefined {
  const message = error.message?.slice(0, 4000) ?? '';
  const asked = /maximum context length is (\d+) tokens[\s\S]*?requested (?:about )?(\d+) tokens/i.exec(message);
  const tooLong = /prompt is too long: (\d+) tokens > (\d+)/i.exec(message);
  if (error.type !== 'context_length_exceeded' && (error.status !== 400 || (asked ?? tooLong) === null)) return undefined;
  const limit = asked?.[1] ?? tooLong?.[2];
  const requested = asked?.[2] ?? tooLong?.[1];
  return {
    code: 'CONTEXT_OVERFLOW',
    what:
      limit === undefined || requested === undefined
        ? 'The conversation is longer than this model can read.'
        : `The conversation is longer than this model can read: about ${requested} tokens with the answer, of ${limit}.`,
    advice: 'Choose a model with a larger context, or begin a new conversation.',
    actions: ['switchModel'],
  };
}

function keyLimit(status: number): Verdict {
  return {
    code: `HTTP_${status}`,
    what: 'This API key has reached its own spending limit.',
    advice: 'Raise the limit of the key at OpenRouter, or set another key.',
    actions: ['setApiKey'],
  };
}

/** 402 means four different things (https://openrouter.ai/docs/api-reference/limits); the affordable answer is told only in the text. */
function paymentRequired(error: WireError): Verdict {
  const code = 'HTTP_402';
  if (error.reason === 'in_flight_budget_exhausted') {
    return {
      code,
      what: 'Other requests that are still running have reserved the rest of your OpenRouter credit.',
      advice: 'Try again when they are done.',
      retryable: true,
      actions: ['retry'],
    };
  }
  const affordable = /requested up to (\d+) tokens?, but can only afford (\d+)/i.exec(error.message ?? '');
  if (affordable !== null || error.reason === 'weight_exceeds_budget') {
    return {
      code,
      what:
        affordable === null
          ? 'Your OpenRouter credit does not cover an answer of the reserved length.'
          : `Your OpenRouter credit covers an answer of ${affordable[2]} tokens, but ${affordable[1]} were to be reserved.`,
      advice: 'Nothing was charged. Lower the reply reserve in the settings, choose a cheaper model, or add credit at OpenRouter.',
      actions: ['openSettings', 'switchModel'],
    };
  }
  return {
    code,
    what: 'Your OpenRouter credit is used up.',
    advice: 'Add credit at OpenRouter, or choose a free model.',
    actions: ['switchModel', 'setApiKey'],
  };
}
