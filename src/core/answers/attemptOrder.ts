import type { ChatTurn } from '../ports/chatClient.ts';
import type { PendingRequest } from './beforeSend/beforeSend.ts';

/** What is to be asked, and for which answer. */
export interface AttemptOrder extends PendingRequest {
  readonly messageId: string;
  /** For the ledger: why the request is made. */
  readonly purpose: 'chat' | 'retry';
  readonly turns: readonly ChatTurn[];
  /** Fewer tokens of answer than the settings allow: what the account can afford. */
  readonly maxTokens?: number;
}
