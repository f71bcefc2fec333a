import { ChatError } from '../../core/errors/chatError.ts';
import type { ErrorCode } from '../../shared/model/failure.ts';
import { nameOf, writeError } from '../disk/diskErrors.ts';

type Sentence = (cause: string) => string;

const sentences: Partial<Readonly<Record<ErrorCode, Sentence>>> = {
  DISK_FULL: (cause) => `The disk is full${cause}: no money can be set aside, so budgets cannot be kept. Free some space and try again.`,
  ARCHIVE_READONLY: (cause) =>
    `The budget folder of the archive cannot be read or written${cause}, so budgets cannot be kept. Check the permissions of the folder.`,
};
const otherwise: Sentence = (cause) =>
  `The disk reports an error${cause} in the budget folder of the archive, so budgets cannot be kept. Check the disk and try again.`;

const recoverable = { retryable: true, actions: ['retry', 'showLog'] } as const;

/** Why the reservations cannot be read or added to, with the code that the archive has for such an error. */
export function budgetError(error: unknown): ChatError {
  if (ChatError.is(error)) return error;
  const { code } = writeError(error);
  return new ChatError(code, (sentences[code] ?? otherwise)(nameOf(error)), { ...recoverable, cause: error });
}

/** `file`: its path inside the archive. */
export function unreadableReservation(file: string): ChatError {
  return new ChatError(
    'ARCHIVE_DAMAGED',
    `The reservation ${file} of the archive is damaged, or of a newer version: nobody knows how much money it holds, so budgets cannot be kept. ` +
      'Update the extension in every window. If it is damaged, it counts for two days; to end that, close all windows and delete the file.',
    recoverable,
  );
}

export function noNumberLeft(): ChatError {
  return new ChatError(
    'ARCHIVE_DAMAGED',
    'A file in the folder budget/r of the archive has the last number there is, so no money can be set aside. Close all windows and delete that file.',
    recoverable,
  );
}
