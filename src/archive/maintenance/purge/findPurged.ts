import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { eachRecord } from '../../log/eachRecord.ts';
import { PurgedIds } from '../../log/purgedIds.ts';
import { listLogs } from '../../disk/walkFiles.ts';

/** To read every record as JSON would take much longer. */
const marks = ['conversation.purged', 'message.purged'].map((t) => Buffer.from(`"${t}"`));

/** All conversations and messages that the logs of a folder say are purged. A log that cannot be read says nothing. */
export async function findPurged(files: FilePort, logFolder: string): Promise<PurgedIds> {
  let purged = new PurgedIds();
  for (const file of await listLogs(files, logFolder, () => undefined)) {
    const path = join(logFolder, file);
    await eachRecord(files, path, ({ purges }) => void (purges && (purged = purged.with(purges))), marks).catch(() => undefined);
  }
  return purged;
}
