import { ChatError } from '../../core/errors/chatError.ts';
import { writeError } from './diskErrors.ts';
import { errorCode } from './files.ts';
import type { OnUnreadable } from './walkFiles.ts';

/** A file that could not be dealt with; the others were. */
export interface FileFailure {
  /** Path inside the archive, or of the backup, with "/". */
  readonly file: string;
  /** A sentence. */
  readonly message: string;
}

export function readFailure(file: string, error: unknown): FileFailure {
  return {
    file,
    message: `The file ${file} could not be read (${errorCode(error) ?? String(error)}). Its disk may be failing: copy it to another one.`,
  };
}

export function writeFailure(file: string, error: unknown): FileFailure {
  return { file, message: `The file ${file} could not be changed (${errorCode(error) ?? String(error)}). ${writeError(error).message}` };
}

/** For a walk through a folder: what cannot be read is noted, with its path inside the archive. */
export const noting =
  (failures: FileFailure[], room = ''): OnUnreadable =>
  (path, error) =>
    void failures.push(readFailure([room, path].filter((part) => part !== '').join('/') || 'the archive folder', error));

/** What stops the whole work. */
export const fileError = (error: unknown): ChatError => (ChatError.is(error) ? error : writeError(error));
