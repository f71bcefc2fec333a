import { basename, join } from 'node:path';
import type { Clock } from '../../../core/ports/platform.ts';
import type { Edit, FilePort } from '../../disk/files.ts';
import { isClosed } from '../../disk/logName.ts';
import { decodeRecord, findRecords } from '../../log/logRecord.ts';
import { readFailure, writeFailure, type FileFailure } from '../../disk/fileFailure.ts';
import { purgedLine } from './contentRecord.ts';
import { logLines, type LogLine } from '../../log/logLines.ts';
import type { PurgeMarks, Span } from './purgeMarks.ts';

/** A window writes a batch of records with one call. An unfinished line that rests this long is not being written. */
const restMs = 50;
const rests = 5;
const blank = 0x20;
const lineFeed = 0x0a;

export interface PurgeRecordsOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** What `logs` are relative to. */
  readonly folder: string;
  /** Files of records; their names do not matter. */
  readonly logs: readonly string[];
  readonly marks: PurgeMarks;
  /** Called when the marks are known and nothing that they were learned from is gone. Must not reject. */
  readonly onLearned?: () => Promise<void>;
}

export interface PurgedRecords {
  /** Records overwritten now; those of an earlier purge do not count. */
  readonly records: number;
  /** Damaged lines of which something was erased. */
  readonly damagedLines: number;
  /** Bytes overwritten. */
  readonly bytes: number;
  /** Files that were changed. */
  readonly files: number;
  readonly failures: readonly FileFailure[];
}

interface DamagedLine {
  readonly at: number;
  readonly length: number;
}

interface Survey {
  readonly damaged: DamagedLine[];
  hasContent: boolean;
}

/**
 * Overwrites the content of conversations where it stands, with records of the same length. No offset changes, so other windows
 * append to the same files meanwhile. Killed at any point, it is completed by the next run: what shows whose a piece is goes last.
 */
export async function purgeRecords(options: PurgeRecordsOptions): Promise<PurgedRecords> {
  return new RecordPurge(options).run();
}

class RecordPurge {
  readonly #logs: PurgeRecordsOptions['logs'];
  readonly #onLearned: PurgeRecordsOptions['onLearned'];
  readonly #marks: PurgeRecordsOptions['marks'];
  readonly #files: PurgeRecordsOptions['files'];
  readonly #clock: PurgeRecordsOptions['clock'];
  readonly #folder: PurgeRecordsOptions['folder'];
  readonly #surveys = new Map<string, Survey>();
  readonly #failures: FileFailure[] = [];
  readonly #changed = new Set<string>();
  #records = 0;
  #damagedLines = 0;
  #bytes = 0;

  constructor(options: PurgeRecordsOptions) {
    this.#logs = options.logs;
    this.#onLearned = options.onLearned;
    this.#marks = options.marks;
    this.#files = options.files;
    this.#clock = options.clock;
    this.#folder = options.folder;
  }

  async run(): Promise<PurgedRecords> {
    for (const log of this.#logs) await this.#tolerant(log, readFailure, () => this.#survey(log));
    await this.#onLearned?.();
    // First what only the marks can find, while the records that the marks are learned from still stand.
    for (const [log, { damaged }] of this.#surveys) {
      await this.#tolerant(log, writeFailure, async () => {
        for (const line of damaged) await this.#eraseRemains(log, line);
      });
    }
    for (const [log, survey] of this.#surveys) {
      await this.#tolerant(log, writeFailure, async () => {
        for (const line of survey.damaged) await this.#purgeInside(log, line);
        if (survey.hasContent) await this.#purgeLines(log);
      });
    }
    const { size: files } = this.#changed;
    return { records: this.#records, damagedLines: this.#damagedLines, bytes: this.#bytes, files, failures: this.#failures };
  }

  /** One file that fails must not keep the text in the others. */
  async #tolerant(log: string, failure: typeof readFailure, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failures.push(failure(log, error));
    }
  }

  async #survey(log: string): Promise<void> {
    const survey: Survey = { damaged: [], hasContent: false };
    this.#surveys.set(log, survey);
    for await (const lines of this.#lines(log)) {
      for (const { at, bytes } of lines) {
        const json = decodeRecord(bytes);
        if (json === undefined) for (const found of findRecords(bytes)) this.#marks.learn(found.json);
        else this.#marks.learn(json);
        const isContent = this.#marks.isContent(json);
        if (json === undefined || (isContent && !purgedLine(bytes))) survey.damaged.push({ at, length: bytes.length });
        else if (isContent) survey.hasContent = true;
      }
    }
  }

  /** Erases what lies between the whole records of a damaged line, if it is about the conversations. */
  async #eraseRemains(log: string, { at, length }: DamagedLine): Promise<void> {
    const line = await this.#files.read(this.#path(log), at, length);
    const whole = decodeRecord(line);
    const isContent = this.#marks.isContent(whole);
    // Another window may have purged it since.
    if (whole !== undefined && !isContent) return;
    const gaps = between({ start: 0, end: line.length }, isContent ? [] : findRecords(line));
    const remains = gaps.flatMap((gap) => {
      const bytes = line.subarray(gap.start, gap.end);
      const marks = this.#marks.spansIn(bytes).map(({ start, end }) => ({ start: gap.start + start, end: gap.start + end }));
      return marks.length > 0 || isContent || isBlank(bytes) ? [{ gap, marks: merged(marks) }] : [];
    });
    if (remains.length === 0) return;
    // First the text, without cutting the line, so that after a kill the marks still say whose the rest is.
    await this.#overwrite(
      log,
      remains.flatMap(({ gap, marks }) =>
        between(gap, marks).map(({ start, end }) => ({ at: at + start, bytes: Buffer.alloc(end - start, blank) })),
      ),
    );
    // Empty lines are harmless: readers pass over them.
    await this.#overwrite(
      log,
      remains.map(({ gap: { start, end } }) => ({ at: at + start, bytes: Buffer.alloc(end - start, lineFeed) })),
    );
    this.#damagedLines += 1;
  }

  async #purgeInside(log: string, { at, length }: DamagedLine): Promise<void> {
    const line = await this.#files.read(this.#path(log), at, length);
    const edits = findRecords(line).flatMap(({ start, end, json }) => {
      const bytes = this.#marks.isContent(json) ? purgedLine(line.subarray(start, end)) : undefined;
      return bytes ? [{ at: at + start, bytes }] : [];
    });
    this.#records += edits.length;
    await this.#overwrite(log, edits);
  }

  async #purgeLines(log: string): Promise<void> {
    for await (const lines of this.#lines(log)) {
      const edits = lines.flatMap(({ at, bytes }) => {
        const purged = this.#marks.isContent(decodeRecord(bytes)) ? purgedLine(bytes) : undefined;
        return purged ? [{ at, bytes: purged }] : [];
      });
      await this.#overwrite(log, edits);
      this.#records += edits.length;
    }
  }

  async #overwrite(log: string, edits: readonly Edit[]): Promise<void> {
    if (edits.length === 0) return;
    this.#changed.add(log);
    await this.#files.overwrite(this.#path(log), edits);
    this.#bytes += edits.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** The lines of a log; the last one only when it is whole, or no window is writing it. */
  async *#lines(log: string): AsyncGenerator<readonly LogLine[]> {
    for (let from = 0; ;) {
      let open: LogLine | null = null;
      for await (const lines of logLines(this.#files, this.#path(log), { from })) {
        if (open) yield [open];
        open = lines.find(({ ended }) => !ended) ?? null;
        if (!open) yield lines;
      }
      if (!open) return;
      if (await this.#rests(log, open)) {
        yield [open];
        return;
      }
      from = open.at;
    }
  }

  async #rests(log: string, open: LogLine): Promise<boolean> {
    if (isClosed(basename(log), this.#clock.now())) return true;
    for (let rest = 0; rest < rests; rest += 1) {
      await this.#clock.sleep(restMs);
      if ((await this.#files.size(this.#path(log))) !== open.at + open.bytes.length) return false;
    }
    return true;
  }

  #path(log: string): string {
    return join(this.#folder, log);
  }
}

/** What is left of a span without some parts of it, which are in order and apart. */
function between({ start, end }: Span, parts: readonly Span[]): Span[] {
  const ends = [start, ...parts.map((part) => part.end)];
  return ends.map((from, index) => ({ start: from, end: parts[index]?.start ?? end })).filter((span) => span.start < span.end);
}

/** In order, and without overlaps. */
function merged(spans: readonly Span[]): Span[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** As an interrupted run leaves a line. */
const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === blank);
