import { ChatError } from '../../core/errors/chatError.ts';
import { t } from '../../shared/l10n/t.ts';
import { paymentRequired } from './paymentRequired.ts';
import { quote } from '../values/plainText.ts';
import type { Verdict } from './verdict.ts';
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
  /** True when the request forbade dearer providers than the listed price. */
  readonly priceBound?: boolean;
}

/** The error for the person, from an error of the wire. */
export function toChatError(error: WireError, context: ErrorContext): ChatError {
  const verdict = error.status === 401 && context.key === undefined ? keyNeeded() : judge(error, context.priceBound === true);
  const { code, what, advice, retryable = false, actions, affordableTokens = null } = verdict;
  const said = error.message === null ? '' : quote(error.message, context.key);
  const sentences = [what, said === '' ? '' : `The reason given: “${said}”${/[.!?…]$/.test(said) ? '' : '.'}`, context.kept, advice];
  return new ChatError(code, sentences.filter(Boolean).join(' '), {
    // OpenRouter says itself whether the lack of an endpoint will pass; that is more exact than the status.
    retryable: error.retryable ?? retryable,
    actions,
    retryAfterMs: context.retryAfterMs ?? error.retryAfterMs,
    affordableTokens,
    mayBeCharged: !isTurnedAway(error.status),
  });
}

/**
 * Turned away before any work was done: mistakes of the request, of the key, of the credit, too many requests; and nobody there to take it (503,
 * 529). Every other failure of the service (500, 502, a time that ran out) may have come after a provider had begun.
 */
function isTurnedAway(status: number | null): boolean {
  return status !== null && ((status >= 400 && status < 500 && status !== 408) || status === 503 || status === 529);
}

function judge(error: WireError, priceBound: boolean): Verdict {
  const special = contextOverflow(error) ?? paymentRequired(error);
  if (special !== undefined) return special;
  if (error.availability === 'model_not_found') return modelGone;
  const status = error.status ?? 500;
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHORIZED',
        what: 'The service did not accept the API key.',
        advice: 'Set another key.',
        actions: ['setApiKey'],
      };
    case 403:
      return {
        code: 'HTTP_403',
        what: 'The service refused this request: its content, your account or your region is not allowed.',
        advice: 'Change the message or choose another model.',
        actions: ['switchModel'],
      };
    case 404:
      return priceBound && mayBeForThePrice(error) ? tooDear : modelGone;
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

/** A server of this machine was asked without a key. */
const keyNeeded = (): Verdict => ({
  code: 'NO_KEY',
  what: t('The server asks for an API key, and none is set for it.'),
  advice: t('Set a key, or try the demonstration model.'),
  actions: ['setApiKey', 'useDemo'],
});

const modelGone: Verdict = {
  code: 'MODEL_UNAVAILABLE',
  what: 'Nobody serves this model under this name with your settings.',
  advice: 'Choose another model, or check the base URL and the routing preferences in the settings.',
  actions: ['switchModel', 'openSettings'],
};

const tooDear: Verdict = {
  code: 'MODEL_UNAVAILABLE',
  what: 'Nobody serves this model at its listed price with your settings, and a dearer provider was not asked: your budgets count on that price.',
  advice: 'Try again later, choose another model, or check the routing preferences in the settings.',
  actions: ['retry', 'switchModel', 'openSettings'],
};

/** `max_price` is a filter like the others: what it leaves over is "no endpoints". Other reasons are named. */
function mayBeForThePrice({ availability, type }: WireError): boolean {
  return [availability ?? 'no_endpoints', type ?? 'not_found'].every((word) =>
    ['no_endpoints', 'constraint_filtered', 'not_found'].includes(word),
  );
}

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
