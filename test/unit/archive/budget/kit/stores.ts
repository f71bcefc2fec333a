import { join } from 'node:path';
import { ReservationFiles } from '../../../../../src/archive/budget/reservationFiles.ts';
import type { FilePort } from '../../../../../src/archive/disk/files.ts';
import type { Clock, Reservation } from '../../../../../src/core/ports.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { noon } from '../../kit/logs.ts';

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
  return Object.assign(new ReservationFiles({ files, folder: reservationFolder(archive), clock, logger }), { logger });
}

export const reservation = (attemptId: string, fields: Partial<Reservation> = {}): Reservation => ({
  attemptId,
  conversationId: 'c',
  worstUsd: '1',
  at: noon,
  ...fields,
});

export const attemptsOf = (reservations: readonly Reservation[]): string[] => reservations.map(({ attemptId }) => attemptId);
