import * as z from 'zod';
import { ChatError } from '../../core/errors/chatError.ts';
import { parseUsd } from '../../shared/model/usd.ts';
import type { Reservation } from '../../core/ports/reservationStore.ts';
import { decodeRecord, encodeRecord } from '../log/logRecord.ts';

// One line in the form of the log: crc32 SP json LF. Without the checksum, one flipped bit could make $9 out of $1 and no reader would see it.

/** A record has about 200 bytes. */
export const longestRecordBytes = 4096;

const record = z.object({
  v: z.literal(1),
  attempt: z.string().min(1),
  conversation: z.string().min(1),
  /** Never below zero: that would be a licence to spend. */
  worstUsd: z.string().refine((text) => parseUsd(text)?.gte(0) === true),
  at: z.int(),
});

/** `unfinished`: the beginning of a record, as its writer leaves it for a moment, or for ever. `unreadable`: anything else. */
export type ReadReservation = Reservation | 'unfinished' | 'unreadable';

export function encodeReservation({ attemptId, conversationId, worstUsd, at }: Reservation): Buffer {
  const content = { v: 1, attempt: attemptId, conversation: conversationId, worstUsd, at };
  const bytes = encodeRecord(content);
  // What no reader understood would stop every window.
  if (!record.safeParse(content).success || bytes.length > longestRecordBytes)
    throw new ChatError('INTERNAL', 'No money could be set aside, because the extension made a reservation that it could not read again.');
  return bytes;
}

const beginning = /^[0-9a-f]{0,8}$|^[0-9a-f]{8} (?:\{[^\n]*)?$/;

export function readReservation(bytes: Buffer): ReadReservation {
  if (bytes.length > longestRecordBytes) return 'unreadable';
  const found = record.safeParse(decodeRecord(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes));
  if (found.success) {
    const { attempt, conversation, worstUsd, at } = found.data;
    return { attemptId: attempt, conversationId: conversation, worstUsd, at };
  }
  return beginning.test(bytes.toString('latin1')) ? 'unfinished' : 'unreadable';
}
