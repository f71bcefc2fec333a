/** A request that is about to be planned, reserved and sent. */
export interface PendingRequest {
  readonly conversationId: string;
  readonly modelId: string;
  /** The user knows that no budget can limit it. */
  readonly unreserved: boolean;
}

/** A step before every request. Rejects with ChatError, in words for the user, when the request must not be made: nothing was sent then. */
export type BeforeSend = (request: PendingRequest) => Promise<void>;
