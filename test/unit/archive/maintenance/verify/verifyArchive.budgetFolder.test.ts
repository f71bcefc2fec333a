import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import { FileReservationStore } from '../../../../../src/archive/reservations/fileReservationStore.ts';
import { PurgedIds } from '../../../../../src/archive/log/purgedIds.ts';
import { backupMirror } from '../../../../../src/archive/maintenance/backup/backupMirror.ts';
import { backupZip } from '../../../../../src/archive/maintenance/backup/backupZip.ts';
import { proveAbsence } from '../../../../../src/archive/maintenance/purge/proveAbsence.ts';
import { purgeArchive } from '../../../../../src/archive/maintenance/purge/purgeArchive.ts';
import { restoreBackup } from '../../../../../src/archive/maintenance/restore/restoreBackup.ts';
import { verifyArchive } from '../../../../../src/archive/maintenance/verify/verifyArchive.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { writerA, writerB } from '../../kit/logs.ts';
import { loadSql } from '../../kit/projection.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, created, foldOf, laterClock, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const doomed = 'doomed-conversation';
const purged = new PurgedIds({ conversations: [doomed] });
const files = nodeFiles;
const clock = laterClock;
const reservation = (attemptId: string): Reservation => ({ attemptId, conversationId: doomed, worstUsd: '0.5', at: clock.now() });
const storeOf = (folder: string): FileReservationStore =>
  new FileReservationStore({ files, folder: join(folder, 'budget/r'), clock, logger: recordingLogger() });

/** An archive with two reservations, a void one, a damaged one, and one that a killed window left half made. */
async function archive(): Promise<string> {
  const folder = await temporaryFolder();
  await writeLogs(folder, [...written(writerA, [created(doomed, 'The title'), ...talk(doomed, 1, 'buried treasure')])]);
  await writeLogs(folder, [...written(writerB, [created('kept', 'Kept'), ...talk('kept', 1, 'gardening')])]);
  for (const attempt of ['x', 'y']) await storeOf(folder).claim(() => reservation(attempt));
  for (const [name, content] of Object.entries({ '3': '', '3.void': '', '4': 'no record', '.draft-0.1-0a0b0c0d.tmp': '12345678 {' }))
    await writeInto(folder, `budget/r/${name}`, content);
  return folder;
}

const budgetOf = async (folder: string): Promise<Map<string, Buffer>> =>
  new Map([...(await contentBelow(folder))].filter(([path]) => path.startsWith('budget/')));

describe('reservations beside the logs', () => {
  it('are no problem for whoever verifies the archive', async () => {
    const folder = await archive();
    const live = await foldOf(folder);
    const report = await verifyArchive({ files, clock, folder, sql: await loadSql(), live, catchUp: () => Promise.resolve() });
    expect(report.problems).toEqual([]);
  });

  it('are in no backup, and restoring an archive with them brings only the logs', async () => {
    const folder = await archive();
    await backupMirror({ files, clock, folder });
    const zip = join(await temporaryFolder(), 'backup.zip');
    expect(await backupZip({ files, clock, folder, path: zip })).toMatchObject({ files: 2, failures: [] });
    expect((await contentBelow(join(folder, 'backup'))).size).toBe(2);
    for (const source of [zip, folder]) {
      const restored = await temporaryFolder();
      expect(await restoreBackup({ files, clock, folder: restored, source })).toMatchObject({ files: 2, failures: [] });
      expect([...(await contentBelow(restored)).keys()].filter((path) => !path.startsWith('log/'))).toEqual([]);
    }
  });

  it('outlive a purge as they are, and the proof searches them', async () => {
    const folder = await archive();
    const before = await budgetOf(folder);
    const { needles, failures } = await purgeArchive({ files, clock, folder, purged });
    expect([failures, await budgetOf(folder)]).toEqual([[], before]);
    await writeInto(folder, 'budget/r/notes', 'What do you know about buried treasure?');
    const proof = await proveAbsence({ files, folder, needles, purged, isElsewhere: () => false });
    expect(proof).toMatchObject({ foundIn: [{ file: 'budget/r/notes' }], notSearched: [], failures: [] });
  });

  it('that go away during the proof leave no doubt', async () => {
    const folder = await archive();
    const { needles } = await purgeArchive({ files, clock, folder, purged });
    const vanishing: FilePort = {
      ...files,
      read: async (path, from, length) => {
        if (path.includes('draft')) await rm(path, { force: true });
        return files.read(path, from, length);
      },
    };
    const proof = await proveAbsence({ files: vanishing, folder, needles, purged, isElsewhere: () => false });
    expect(proof).toMatchObject({ foundIn: [], notSearched: [], failures: [] });
  });
});
