/**
 * What an answer brought beside its text, as it came over the wire, for a later version to show and a later request to send back.
 * Fragments are put together; nothing else is changed. Lists that are empty are absent.
 */
export interface AnswerExtras {
  /** Citations and parsed files. */
  readonly annotations?: readonly unknown[];
  /** Addresses, or objects with one: of servers that list what they have read beside the answer. */
  readonly citations?: readonly unknown[];
  readonly images?: readonly unknown[];
  readonly toolCalls?: readonly unknown[];
  /** With signatures and encrypted parts, which only the provider can read. */
  readonly reasoningDetails?: readonly unknown[];
}
