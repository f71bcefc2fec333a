import { ChatError } from '../../core/errors/chatError.ts';
import type { ErrorCode } from '../../shared/model/failure.ts';
import { errorCode } from './files.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const readonlyCodes = new Set(['EROFS', 'EACCES', 'EPERM']);
const noFolderCodes = new Set(['EEXIST', 'ENOTDIR', 'ELOOP']);

export const isDiskFull = (error: unknown): boolean => fullCodes.has(errorCode(error) ?? '');

/** The bytes were handed over, and the disk failed to confirm them: they may be there, now or after a restart, and may not. */
export class UnconfirmedWriteError extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super('The disk did not confirm the write.', { cause });
    this.code = errorCode(cause);
  }
}

/**
 * The sentence for a write that failed. What was written before stays. Names the code and the call of the operating system, because the
 * permissions of the folder are only one of many reasons.
 */
export function writeError(error: unknown): ChatError {
  const isUnconfirmed = error instanceof UnconfirmedWriteError;
  const cause = isUnconfirmed ? error.cause : error;
  const [chatCode, reason, advice] = explanation(errorCode(error) ?? '');
  const outcome = isUnconfirmed
    ? 'it is not certain that this was saved. Everything before it is kept. Reload the window to see, before you send it again.'
    : `this was not saved. Everything before it is kept. ${advice}`;
  return new ChatError(chatCode, `${reason}${nameOf(cause)}: ${outcome}`, { retryable: true, actions: ['retry', 'showLog'], cause });
}

function explanation(code: string): readonly [code: ErrorCode, reason: string, advice: string] {
  if (fullCodes.has(code)) return ['DISK_FULL', 'The disk is full', 'Free some space and try again.'];
  if (readonlyCodes.has(code)) return ['ARCHIVE_READONLY', 'The archive folder cannot be written', 'Check the permissions of the folder.'];
  if (noFolderCodes.has(code))
    return ['ARCHIVE_DAMAGED', 'A file stands where the archive needs a folder', 'Move that file away and try again.'];
  return ['ARCHIVE_DAMAGED', 'The disk reports an error', 'Check the disk and try again.'];
}

/** " (EPERM, open)", as Node's errors have it; empty for other errors. */
export function nameOf(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) return '';
  const call = error instanceof Error && 'syscall' in error && typeof error.syscall === 'string' ? `, ${error.syscall}` : '';
  return ` (${code}${call})`;
}
