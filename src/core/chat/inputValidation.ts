import { ChatError } from '../errors/chatError.ts';

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
