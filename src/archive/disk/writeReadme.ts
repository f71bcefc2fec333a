import { join } from 'node:path';
import type { Clock } from '../../core/ports/platform.ts';
import type { FilePort } from './files.ts';
import { readmeBeginning, readmeText } from './readmeText.ts';
import { replaceFile, temporaryPath } from './temporaryFile.ts';

/** Puts README.txt into the folder of the archive, and makes the folder. Never rejects. */
export async function writeReadme(files: FilePort, clock: Clock, folder: string): Promise<void> {
  const path = join(folder, 'README.txt');
  const content = Buffer.from(readmeText);
  try {
    await files.makeFolder(folder);
    const found = (await files.size(path)) === undefined ? null : await files.readAll(path);
    // That of another version may say what is not true any more; what the user wrote into one is not ours.
    if (found && (found.equals(content) || !found.toString().startsWith(readmeBeginning))) return;
    const temporary = temporaryPath(folder, 'README.txt', clock.now());
    await replaceFile({ files, clock, temporary, path, content: [content] });
  } catch {
    // The write that follows will say what is wrong with the folder.
  }
}
