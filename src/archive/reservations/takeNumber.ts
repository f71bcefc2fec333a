import { join } from 'node:path';
import { errorCode, type FilePort } from '../disk/files.ts';
import { voidOf } from './reservationNames.ts';

/** What link() says on file systems that have no links (exFAT, many shares); Windows says EISDIR. If it means something else, so will the creation. */
const withoutLinks = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'EINVAL', 'EISDIR', 'UNKNOWN']);

/** `void`: the number is ours, but a reader did not wait for it: claim again. */
export type Taking = 'taken' | 'lost' | 'void';

/**
 * Gives a reservation its number: one window gets it, however many try. `draft` holds it already, so that with a link it appears as a whole.
 * Rejects with Node's errors; a number that was begun then stays, because a number that comes free could be given to another window.
 */
export async function takeNumber(
  files: FilePort,
  folder: string,
  number: number,
  draft: { readonly path: string; readonly bytes: Uint8Array },
): Promise<Taking> {
  const path = join(folder, String(number));
  try {
    await files.link(draft.path, path);
    return 'taken';
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'EEXIST') return 'lost';
    if (!withoutLinks.has(code)) throw error;
  }
  return create(files, path, join(folder, voidOf(number)), draft.bytes);
}

/** The void decides between the writer and a reader that tired of waiting (ReservationFolder): only one of them can make it. */
async function create(files: FilePort, path: string, voidPath: string, bytes: Uint8Array): Promise<Taking> {
  const makeVoid = () => files.createFile(voidPath, new Uint8Array());
  try {
    await files.createFile(path, bytes);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'lost';
    // No reader has to wait for the rest.
    await makeVoid().catch(() => undefined);
    throw error;
  }
  try {
    await makeVoid();
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'void';
    throw error;
  }
  await files.remove(voidPath).catch(() => undefined);
  return 'taken';
}
