// A window of its own process: `node claimingProcess.ts <archive> <name> <from> <to> <limit> [withoutLinks] [pruning]`. Claims one unit for each of
// the attempts `<name>-<from>` … as long as all units that were ever granted are fewer than the limit. Prints its process id, then
// "granted <attempt> <ms>" or "refused <attempt>". Settles nine of ten attempts: what is settled is used, whether its reservation is there or not.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileReservationStore } from '../../../../../src/archive/reservations/fileReservationStore.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import { systemClock } from '../../../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { say } from '../../kit/say.ts';

const [archive = '', name = '', from = '0', to = '0', limit = '0', ...words] = process.argv.slice(2);
const isPruning = words.includes('pruning');
const withoutLinks: FilePort = {
  ...nodeFiles,
  link: () => Promise.reject(Object.assign(new Error('This file system has no links.'), { code: 'ENOTSUP' })),
};
const store = new FileReservationStore({
  files: words.includes('withoutLinks') ? withoutLinks : nodeFiles,
  folder: join(archive, 'budget', 'r'),
  clock: systemClock,
  logger: recordingLogger(),
});
const threeDaysMs = 3 * 24 * 60 * 60 * 1000;

/** Attempts that are settled, by all windows. */
const settled = (): Set<string> =>
  new Set(
    readdirSync(join(archive, 'settled')).flatMap((file) =>
      readFileSync(join(archive, 'settled', file), 'utf8')
        .split('\n')
        .slice(0, -1),
    ),
  );

const decideOn =
  (wanted: Reservation) =>
  (reservations: readonly Reservation[]): Reservation => {
    const used = settled();
    for (const reservation of reservations) used.add(reservation.attemptId);
    if (used.size >= Number(limit)) throw new RangeError('The limit is reached.');
    return wanted;
  };

say(String(process.pid));
for (let n = Number(from); n < Number(to); n += 1) {
  const attemptId = `${name}-${n}`;
  const start = performance.now();
  try {
    // What is pruned must be old.
    await store.claim(decideOn({ attemptId, conversationId: 'c', worstUsd: '1', at: Date.now() - (isPruning ? threeDaysMs : 0) }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    say(`refused ${attemptId}`);
    continue;
  }
  say(`granted ${attemptId} ${(performance.now() - start).toFixed(3)}`);
  if (n % 10 !== 0) appendFileSync(join(archive, 'settled', name), `${attemptId}\n`);
  if (isPruning && n % 20 === 0) {
    const done = settled();
    await store.prune((reservation) => done.has(reservation.attemptId));
  }
}
