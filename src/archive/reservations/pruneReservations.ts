import { join } from 'node:path';
import type { Clock } from '../../core/ports/platform.ts';
import type { Reservation } from '../../core/ports/reservationStore.ts';
import { sweepTemporaries } from '../disk/temporaryFile.ts';
import type { FilePort } from '../disk/files.ts';
import { agedMs, type FolderState } from './reservationFolder.ts';
import { newFloorMark, voidOf } from './reservationNames.ts';

export interface Pruning {
  readonly files: FilePort;
  readonly folder: string;
  readonly clock: Clock;
}

/** Removes what is old and done, and what killed windows left. Rejects with the first error: what is left is removed another time. */
export async function pruneReservations(
  { files, folder, clock }: Pruning,
  state: FolderState,
  isDone: (reservation: Reservation) => boolean,
): Promise<void> {
  const now = clock.now();
  await sweepTemporaries(files, folder, now);
  const done = await removable(files, folder, state, now - agedMs, isDone);
  const highest = done.at(-1);
  if (highest === undefined) return;

  // Before anything goes: a window that slept since it read the folder could take one of these numbers, and must see that it is worth nothing.
  await files.createFile(join(folder, newFloorMark(highest, now)), new Uint8Array());
  await files.syncFolder(folder);
  // In this order, and no further than it goes: of two for one attempt the earlier one must not be left.
  for (const number of done) {
    await files.remove(join(folder, String(number)));
    if (state.names.voided.has(number)) await files.remove(join(folder, voidOf(number)));
  }
  // A mark that goes while another one comes could hide both from a list; a list takes less than two days.
  const outdated = state.names.marks.filter(({ floor, madeAt }) => floor < highest && now - madeAt > agedMs);
  for (const { name } of outdated) await files.remove(join(folder, name));
}

async function removable(
  files: FilePort,
  folder: string,
  { names, largest, contents }: FolderState,
  before: number,
  isDone: (reservation: Reservation) => boolean,
): Promise<number[]> {
  const keptAttempts = new Set<string>();
  const found: number[] = [];
  for (const number of names.numbers) {
    const content = contents.get(number);
    if (content === undefined || number >= largest) continue;
    if (content === null) {
      const writtenAt = await files.modifiedAt(join(folder, String(number)));
      if (writtenAt !== undefined && writtenAt < before) found.push(number);
    } else if (content.at < before && !keptAttempts.has(content.attemptId) && isDone(content)) found.push(number);
    else keptAttempts.add(content.attemptId);
  }
  return found;
}
