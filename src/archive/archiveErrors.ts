import { ChatError } from '../core/errors/chatError.ts';
import { notOpened } from './worker/projectionClient.ts';

export function closedError(): ChatError {
  return new ChatError('ARCHIVE_READONLY', 'This window is closing: nothing can be saved any more.');
}

/** An error of the disk as the user sees it. */
export async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw ChatError.is(error) ? error : notOpened(error);
  }
}
