import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { eachRecord, type ScannedRecord } from '../../log/eachRecord.ts';
import { listLogs } from '../../disk/walkFiles.ts';

/** To read every record as JSON would take much longer. */
const mark = Buffer.from('"conversation.purged"');

/** All conversations that the logs of a folder say are purged. A log that cannot be read says nothing. */
export async function purgedConversations(files: FilePort, logFolder: string): Promise<Set<string>> {
  const purged = new Set<string>();
  for (const file of await listLogs(files, logFolder, () => undefined)) {
    const note = ({ purges }: ScannedRecord): void => {
      if (purges !== undefined) purged.add(purges);
    };
    await eachRecord(files, join(logFolder, file), note, mark).catch(() => undefined);
  }
  return purged;
}
