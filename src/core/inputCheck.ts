import { ChatError } from './errors.ts';

/** Longest message in UTF-16 units; more belongs into an attachment. */
export const longestInput = 32_000;

/** Refuses what should not be sent. The text itself is never changed. */
export function checkInput(text: string): void {
  if (text.trim() === '') throw new ChatError('EMPTY_INPUT', 'Nothing to transmit: the message is empty.');
  if (text.length > longestInput)
    throw new ChatError(
      'INPUT_TOO_LONG',
      `The message has ${text.length.toLocaleString('en')} characters; the limit is ${longestInput.toLocaleString('en')}. Attach it as a file instead.`,
      { actions: ['attachAsFile'] },
    );
}

/** An identical message to the same conversation within two seconds is a double click or a bounced key. */
export class DuplicateGuard {
  readonly #now: () => number;
  #last: { readonly key: string; readonly at: number } | null = null;

  /** `now` is monotonic time in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  check(conversationId: string | null, text: string): void {
    const key = JSON.stringify([conversationId, text]);
    const at = this.#now();
    if (this.#last?.key === key && at - this.#last.at < 2000)
      throw new ChatError('DUPLICATE_SEND', 'The same message was transmitted less than two seconds ago. It was not sent again.');
    this.#last = { key, at };
  }

  /** A refused message may be sent again at once. */
  forget(): void {
    this.#last = null;
  }
}
