import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import type { PartialTokenUsage, Usd } from '../../shared/model/money.ts';

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly modelId: string;
  /** The server that it was planned for (`ModelReference.endpoint`): no other one may get it. Null when that is not known. */
  readonly endpoint: string | null;
  readonly turns: readonly ChatTurn[];
  /** Upper bound of the answer in tokens; always sent (without it the whole output limit is reserved as credit). */
  readonly maxTokens: number;
  /** 0 to 2; null for a model that has none, and where the person wants none: it is not sent. */
  readonly temperature: number | null;
  /** No dearer provider may serve it: USD per token. Null where no budget depends on it. */
  readonly maxPrice: { readonly promptUsd: Usd; readonly completionUsd: Usd } | null;
}

/** What the provider reports at the end, with money still as the decimal string that came over the wire; null counts were not reported. */
export interface ReportedUsage extends PartialTokenUsage {
  /** Charge to the OpenRouter account in USD; null when not reported. */
  readonly chargeUsd: Usd | null;
  readonly byok: boolean;
  /** Bill of the provider itself in USD; only added to the charge under BYOK. */
  readonly upstreamUsd: Usd | null;
  /** Part of the charge that is for tools of the service, such as a web search; absent when none is named. */
  readonly toolUsd?: Usd;
  /** The usage object as received, for the ledger. */
  readonly raw: unknown;
}

export type StreamEvent =
  /** Headers are here; the id is known before the first chunk, so that even a stream that dies at once can be settled. */
  | { readonly type: 'opened'; readonly generationId: string | null; readonly account: string | null }
  /** A keep-alive comment: the other side is still working. */
  | { readonly type: 'alive' }
  | {
      readonly type: 'served';
      readonly generationId: string | null;
      readonly modelId: string | null;
      readonly provider: string | null;
      /** True for a provider that generates, and bills, to the end when the request is aborted. */
      readonly billsToTheEnd: boolean;
    }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'usage'; readonly usage: ReportedUsage }
  /** All that has come beside text and reasoning so far, to be kept with the message; a later one has all of an earlier one. */
  | { readonly type: 'extras'; readonly extras: AnswerExtras }
  /** May come twice on the wire; emitted once. */
  | { readonly type: 'finished'; readonly reason: string };

/**
 * One streaming completion. The iteration ends after `finished` (usage, if any, comes before the end of the iteration).
 * Throws ChatError for every failure, also one inside a 200 and one after text has arrived; an end without a finish reason is INTERRUPTED.
 * Aborting the signal ends the request; the iterator then throws the signal's reason.
 */
export interface ChatClient {
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}
