import { formatUsd } from '../../shared/format/formatUsd.ts';
import type { Verdict } from './verdict.ts';
import type { WireError } from './wireError.ts';

/**
 * 402 means four different things (https://openrouter.ai/docs/api-reference/limits): the credit is used up, it does not cover what must be
 * reserved for the answer, running requests have reserved it, or a spending limit is reached. The last one may also come as 403.
 */
export function paymentRequired(error: WireError): Verdict | undefined {
  const { status, limit } = error;
  if (error.limitSource === 'openrouter_key_limit' || ((status === 402 || status === 403) && limit.usd !== null))
    return limitReached(error);
  if (status !== 402) return undefined;
  if (error.reason === 'in_flight_budget_exhausted') return inFlight;
  if (error.reason === 'weight_exceeds_budget') return tooHeavy;
  return notAffordable(error) ?? usedUp;
}

const code = 'HTTP_402';

const usedUp: Verdict = {
  code,
  what: 'Your OpenRouter credit is used up.',
  advice: 'Add credit at OpenRouter, or choose a free model.',
  actions: ['switchModel', 'setApiKey'],
};

const inFlight: Verdict = {
  code,
  what: 'Other requests that are still running have reserved the rest of your OpenRouter credit.',
  advice: 'Try again when they are done.',
  retryable: true,
  actions: ['retry'],
};

const tooHeavy: Verdict = {
  code,
  what: 'Your OpenRouter credit does not cover an answer of the reserved length.',
  advice: 'Nothing was charged. Lower the bound of an answer in the settings, choose a cheaper model, or add credit at OpenRouter.',
  actions: ['openSettings', 'switchModel'],
};

/** Only the text says it. A shorter answer is requested without the user; this is what remains to be said when that is no way out. */
function notAffordable({ message }: WireError): Verdict | undefined {
  const numbers = /requested up to (\d+) tokens?, but can only afford (-?\d+)/i.exec(message ?? '');
  if (numbers === null) return undefined;
  const affordableTokens = Math.max(0, Number(numbers[2]));
  return {
    code,
    what: `Your OpenRouter credit covers an answer of ${affordableTokens} tokens, but ${numbers[1]} were to be reserved.`,
    advice: 'Nothing was charged. Add credit at OpenRouter, choose a cheaper model, or begin a shorter conversation.',
    actions: ['switchModel', 'retry'],
    affordableTokens,
  };
}

function limitReached({ status, limit, limitSource }: WireError): Verdict {
  const ofTheKey = limitSource === 'openrouter_key_limit' || limit.scope === 'key';
  const whose = ofTheKey
    ? 'This API key has reached its own spending limit'
    : 'A spending limit that is set at OpenRouter has been reached';
  const spent = limit.spendUsd === null ? '' : ` (${formatUsd(limit.spendUsd)} spent)`;
  const size = limit.usd === null ? '' : `: ${formatUsd(limit.usd)}${spent}`;
  const reset = limit.resetsAt === null ? '' : `The limit starts anew at ${minuteOf(limit.resetsAt)} UTC. `;
  const raise = ofTheKey ? 'Raise the limit of the key at OpenRouter' : 'Raise it there';
  return {
    code: `HTTP_${status ?? 402}`,
    what: `${whose}${size}.`,
    advice: `${reset}${raise}, or set another key.`,
    actions: ['setApiKey'],
  };
}

/** `2026-12-01 00:00` */
function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
