import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { eachRecord, type ScannedRecord } from '../../log/eachRecord.ts';
import { listLogs } from '../../disk/walkFiles.ts';

/** To read every record as JSON would take much longer. */
const marks = ['conversation.purged', 'message.purged'].map((t) => Buffer.from(`"${t}"`));

/** All conversations and messages that the logs of a folder say are purged. A log that cannot be read says nothing. */
export async function purgedIds(files: FilePort, logFolder: string): Promise<Set<string>> {
  const purged = new Set<string>();
  for (const file of await listLogs(files, logFolder, () => undefined)) {
    const note = ({ purges }: ScannedRecord): void => {
      for (const id of purges) purged.add(id);
    };
    await eachRecord(files, join(logFolder, file), note, marks).catch(() => undefined);
  }
  return purged;
}
