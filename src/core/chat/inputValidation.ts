import { maxInputLength } from '../../shared/limits.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import { ChatError } from '../errors/chatError.ts';

/** Refuses what should not be sent. The text itself is never changed. */
export function validateInput(text: string, attachments: readonly Attachment[]): void {
  if (text.trim() === '' && attachments.length === 0) throw new ChatError('EMPTY_INPUT', 'Nothing to transmit: the message is empty.');
  if (text.length > maxInputLength)
    throw new ChatError(
      'INPUT_TOO_LONG',
      `The message has ${text.length.toLocaleString('en')} characters; the limit is ${maxInputLength.toLocaleString('en')}. Attach it as a file instead.`,
      { actions: ['attachAsFile'] },
    );
}
