import { ChatError } from '../../errors/chatError.ts';
import type { BudgetUsage } from './budget.ts';
import { formatUsd } from '../../../shared/format/formatUsd.ts';
import { type Decimal, toUsd } from '../../../shared/model/usd.ts';

// Why a message is not sent, or an answer is ended, for the sake of a budget. In words for the person.

const named = ({ scope, limitUsd }: BudgetUsage): string => `The budget of this ${scope} (${usd(limitUsd)})`;

const usd = (amount: Decimal): string => formatUsd(toUsd(amount));

/** A cheaper model may fit into what is left, and a free one always does. */
const raise = ['raiseLimit', 'switchModel', 'useDemo'] as const;

export function budgetExceeded(usage: BudgetUsage): ChatError {
  return new ChatError(
    'BUDGET_EXCEEDED',
    `Suspended: the budget of this ${usage.scope} (${usd(usage.limitUsd)}) is used up. Nothing was sent. Raise the limit to go on.`,
    { actions: raise },
  );
}

/**
 * What is left would not pay for the prompt and the shortest answer at their dearest. That is no second lower bound beside the one that the
 * composer shows, which is what the prompt alone will probably cost, so the sentence says what the sum is.
 */
export function noRoom(usage: BudgetUsage, neededUsd: Decimal): ChatError {
  const { limitUsd, spentUsd, reservedUsd } = usage;
  const left = limitUsd.sub(spentUsd);
  const reserved = reservedUsd.isZero()
    ? ''
    : `, of which ${usd(reservedUsd)} is reserved for requests that run or whose bill is not known`;
  return new ChatError(
    'BUDGET_EXCEEDED',
    `${named(usage)} has ${usd(left)} left${reserved}. For this message ${usd(neededUsd)} has to be reserved: the most that it can cost with the shortest answer. Nothing was sent. Raise the limit, or switch to a cheaper model.`,
    { actions: reservedUsd.isZero() ? raise : ['raiseLimit', 'switchModel', 'showCosts', 'useDemo'] },
  );
}

/** The kill switch: more has come, or is to be paid, than was reserved. */
export function answerEnded(): ChatError {
  return new ChatError(
    'BUDGET_EXCEEDED',
    'Suspended: the budget was reached while this answer arrived. It was ended, and the part is kept. Raise the limit to go on.',
    {
      actions: raise,
    },
  );
}

/** The store says best itself what is wrong with it. */
export function storeUnusable(cause: unknown): ChatError {
  const what = ChatError.is(cause)
    ? cause.message
    : 'The money for this message could not be reserved, because the archive folder cannot be written. Without a reservation the budgets cannot be kept.';
  return new ChatError('ARCHIVE_READONLY', `${what} Nothing was sent.`, { actions: ['sendAnyway', 'showLog'], cause });
}

/** A router, or a model whose catalogue row has no price. */
export function noBound(modelId: string): ChatError {
  return new ChatError(
    'REFUSED',
    `${modelId} has no fixed price, so no budget can limit this message. Nothing was sent. It can be sent anyway, or another model chosen.`,
    { actions: ['sendAnyway', 'switchModel', 'useDemo'] },
  );
}

/** The price list could not be read, and there is no older one. */
export function noPrices(cause: ChatError): ChatError {
  const { code, message, retryable, actions } = cause;
  const consequence = 'Without the price list no budget can limit this message. Nothing was sent.';
  return new ChatError(code, `${message} ${consequence}`, { retryable, actions: [...actions, 'sendAnyway'], cause });
}
