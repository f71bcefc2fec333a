import { join } from 'node:path';
import type { Clock, Logger } from '../core/ports/platform.ts';
import { Archive } from './archive.ts';
import { ArchiveReader } from './archiveReader.ts';
import { ArchiveWriter } from './archiveWriter.ts';
import { ChangeEmitter } from './changeEmitter.ts';
import type { ArchiveReport } from './disk/archiveReport.ts';
import { createNodeFiles, nodeFiles } from './disk/files.ts';
import { writerOf } from './disk/logName.ts';
import { Quarantine } from './disk/quarantine.ts';
import { writeReadme } from './disk/writeReadme.ts';
import { LedgerIndex } from './ledger/ledgerIndex.ts';
import { LamportCounter } from './log/lamportCounter.ts';
import { LogFollower } from './log/logFollower.ts';
import { LogWriter } from './log/logWriter.ts';
import { readableBytes } from './log/ownLogs.ts';
import { PurgeGuard } from './log/purgeGuard.ts';
import { ArchiveHealth } from './maintenance/archiveHealth.ts';
import { MaintenanceClient, type OnPurge } from './maintenanceClient.ts';
import { LiveAnswers } from './projection/liveAnswers.ts';
import { ProjectionClient } from './worker/projectionClient.ts';

/** What the archive needs of the program around it. */
export interface ArchivePorts {
  /** Absolute path; made at the first write. */
  readonly folder: string;
  /** Absolute path of the program of the projection's worker, which is started when the first conversation is asked for. */
  readonly workerFile: string;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasmFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly extensionVersion: string;
  /** Which program on which kind of machine this is, for a person who reads the log. */
  readonly hostLabel: string;
  readonly onReport: (report: ArchiveReport) => void;
  readonly onPurge?: OnPurge;
}

/** Makes the archive of this window, and gives each part what it needs. Nothing touches the disk before the first use. */
export function createArchive(ports: ArchivePorts): Archive {
  const { folder, clock, logger } = ports;
  const logFolder = join(folder, 'log');
  const closing = new AbortController();
  const counter = new LamportCounter();
  const purges = new PurgeGuard();
  const health = new ArchiveHealth(logger, ports.onReport);
  const changes = new ChangeEmitter(logger);
  const log = new LogWriter({
    files: createNodeFiles((code) => health.noteSyncRefusal(code)),
    folder: logFolder,
    clock,
    logger,
    counter,
    opening: { t: 'log.opened', ext: ports.extensionVersion, host: ports.hostLabel },
  });
  const ledger = new LedgerIndex({
    files: nodeFiles,
    folder: logFolder,
    counter,
    quarantine: new Quarantine(nodeFiles, join(folder, 'quarantine')),
    now: () => clock.now(),
    limit: (file) => readableBytes(log.ownLogs(), file),
    report: (report) => health.report(report),
    onChange: (file, change) => {
      // Own changes were reported when they were written.
      if (!log.isOwn(writerOf(file))) changes.add({ ...change, own: false });
    },
  });
  const projection = new ProjectionClient({
    folder,
    clock,
    logger,
    workerFile: ports.workerFile,
    wasmFile: ports.wasmFile,
    ownLogs: () => log.ownLogs(),
    onReport: (report) => health.report(report),
  });
  const live = new LiveAnswers({
    clock,
    onDue: () => void reader.askQuietly('catchUp'),
    onDied: (conversationIds) => changes.add({ conversationIds, ledger: false, own: false }),
  });
  const reader: ArchiveReader = new ArchiveReader({
    projection,
    ledger,
    live,
    counter,
    purges,
    logger,
    purgeAgain: (written) => maintenance.purgeAgain(written),
    closing: closing.signal,
  });
  const writer = new ArchiveWriter({
    log,
    reader,
    projection,
    ledger,
    purges,
    health,
    changes,
    writeReadme: () => writeReadme(nodeFiles, clock, folder),
    closing: closing.signal,
  });
  const onPurge = ports.onPurge ?? (() => Promise.resolve());
  const maintenance = new MaintenanceClient({ reader, writer, ledger, purges, health, changes, onPurge });
  const follower = new LogFollower({ folder: logFolder, now: () => clock.now(), poll: () => reader.poll() });
  return new Archive({ reader, writer, ledger, maintenance, health, changes, follower, clock, closing });
}
