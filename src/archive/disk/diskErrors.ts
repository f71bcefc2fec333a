import { ChatError } from '../../core/errors/chatError.ts';
import { errorCode } from './files.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const readonlyCodes = new Set(['EROFS', 'EACCES', 'EPERM']);
const noFolderCodes = new Set(['EEXIST', 'ENOTDIR', 'ELOOP']);

export const isDiskFull = (error: unknown): boolean => fullCodes.has(errorCode(error) ?? '');

/** The sentence for a write that failed. What was written before stays. */
export function writeError(error: unknown): ChatError {
  const code = errorCode(error) ?? '';
  if (fullCodes.has(code)) {
    return new ChatError(
      'DISK_FULL',
      'The disk is full: this was not saved. Everything before it is kept. Free some space and try again.',
      {
        retryable: true,
        actions: ['retry', 'showLog'],
        cause: error,
      },
    );
  }
  if (readonlyCodes.has(code)) {
    return new ChatError(
      'ARCHIVE_READONLY',
      'The archive folder cannot be written: this was not saved. Everything before it is kept. Check the permissions of the folder.',
      { retryable: true, actions: ['retry', 'showLog'], cause: error },
    );
  }
  if (noFolderCodes.has(code)) {
    return new ChatError(
      'ARCHIVE_DAMAGED',
      'A file stands where the archive needs a folder: this was not saved. Everything before it is kept. Move that file away and try again.',
      { retryable: true, actions: ['retry', 'showLog'], cause: error },
    );
  }
  return new ChatError('ARCHIVE_DAMAGED', 'The disk reports an error: this could not be saved. Everything before it is kept.', {
    retryable: true,
    actions: ['retry', 'showLog'],
    cause: error,
  });
}
