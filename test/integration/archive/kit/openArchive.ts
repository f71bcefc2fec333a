import type { Archive } from '../../../../src/archive/archive.ts';
import { type ArchivePorts, createArchive } from '../../../../src/archive/createArchive.ts';
import type { ArchiveReport } from '../../../../src/archive/disk/archiveReport.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { projectionPaths } from '../../../support/projectionPaths.ts';
import { recordingLogger, type LogLine } from '../../../support/recordingLogger.ts';

export type OpenedArchive = Archive & { readonly reports: ArchiveReport[]; readonly lines: readonly LogLine[] };

/** A window's archive, with what it reported and logged. */
export function openArchive(folder: string, options: Partial<ArchivePorts> = {}): OpenedArchive {
  const reports: ArchiveReport[] = [];
  const logger = recordingLogger();
  const archive = createArchive({
    folder,
    ...projectionPaths,
    clock: systemClock,
    logger,
    extensionVersion: '0.1.0',
    hostLabel: 'test',
    onReport: (report) => void reports.push(report),
    ...options,
  });
  return Object.assign(archive, { reports, lines: logger.lines });
}
