import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileReservationStore } from '../../../../../src/archive/reservations/fileReservationStore.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import type { Clock } from '../../../../../src/core/ports/platform.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { faultyFiles } from '../../kit/faultyFiles.ts';
import { noon } from '../../kit/logs.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';

export const hourMs = 60 * 60 * 1000;

/** Waiting takes no time, and moves the hands. */
export function impatientClock(startAt = noon): Clock & { advance(ms: number): void } {
  let now = startAt;
  const advance = (ms: number): void => void (now += ms);
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      await new Promise((resolve) => setImmediate(resolve));
      advance(ms);
    },
    timeout: () => ({ dispose: () => undefined }),
    advance,
  };
}

export const reservationFolder = (archive: string): string => join(archive, 'budget', 'r');

export function storeIn(archive: string, files: FilePort, clock: Clock = impatientClock()) {
  const logger = recordingLogger();
  return Object.assign(new FileReservationStore({ files, folder: reservationFolder(archive), clock, logger }), { logger });
}

export const reservation = (attemptId: string, fields: Partial<Reservation> = {}): Reservation => ({
  attemptId,
  conversationId: 'c',
  worstUsd: '1',
  at: noon,
  ...fields,
});

export const attemptsOf = (reservations: readonly Reservation[]): string[] => reservations.map(({ attemptId }) => attemptId);

/** A store on a new folder, and hands that can reach into the folder. */
export async function setUp() {
  const archive = await temporaryFolder();
  const files = faultyFiles();
  const clock = impatientClock();
  const folder = reservationFolder(archive);
  const store = storeIn(archive, files, clock);
  const names = async (): Promise<string[]> => (await nodeFiles.list(folder)).sort();
  const numbers = async (): Promise<string[]> => (await names()).filter((name) => /^\d+$/.test(name));
  /** Puts a file there as another hand might. */
  const put = async (name: string, content: string | Uint8Array, ageMs = 0): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), content);
    const at = new Date(noon - ageMs);
    await utimes(join(folder, name), at, at);
  };
  const claim = (attemptId: string, fields: Partial<Reservation> = {}) => store.claim(() => reservation(attemptId, fields));
  /** Another window on the same folder. */
  const another = (otherFiles: FilePort = nodeFiles) => storeIn(archive, otherFiles, clock);
  return { archive, files, clock, folder, store, names, numbers, put, claim, another };
}

/** The code of the error, or "done". */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );
