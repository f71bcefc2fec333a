import { Decimal } from 'decimal.js';
import { tokenize } from './tokenize.ts';

/** Independent of the product's own precision settings: this is the other side's bookkeeping. */
const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });

/** What the biller sees: what was sent in both directions, and the price list. */
export interface Delivery {
  readonly messages: readonly { readonly content: string }[];
  readonly text: string;
  readonly reasoning: string;
  readonly promptUsd: string;
  readonly completionUsd: string;
  readonly byok: boolean;
}

export interface Charge {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** Charged to the OpenRouter account, exact; on the wire it is a JSON number and keeps what a double keeps. */
  readonly costUsd: string;
  /** The provider's own bill. */
  readonly upstreamUsd: string;
}

/** Tokens that frame each message of a prompt. */
const framingTokens = 4;

export function countPromptTokens(messages: Delivery['messages']): number {
  return messages.reduce((sum, { content }) => sum + tokenize(content).length + framingTokens, 0);
}

/** The exact bill. An answer of which nothing came is not charged ("zero completion insurance"); under BYOK OpenRouter takes 5 % of the provider's bill. */
export function charge(delivery: Delivery): Charge {
  const promptTokens = countPromptTokens(delivery.messages);
  const reasoningTokens = tokenize(delivery.reasoning).length;
  const completionTokens = tokenize(delivery.text).length + reasoningTokens;
  const upstream =
    completionTokens === 0
      ? new Exact(0)
      : new Exact(delivery.promptUsd).times(promptTokens).plus(new Exact(delivery.completionUsd).times(completionTokens));
  const cost = delivery.byok ? upstream.times('0.05') : upstream;
  return { promptTokens, completionTokens, reasoningTokens, costUsd: cost.toFixed(), upstreamUsd: upstream.toFixed() };
}
