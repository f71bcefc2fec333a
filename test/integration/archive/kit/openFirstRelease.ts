import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Archive } from '../../../../src/archive/archive.ts';
import type { ArchiveReport } from '../../../../src/archive/disk/archiveReport.ts';
import type { LedgerEntry, Settlement } from '../../../../src/core/ports/ledger.ts';
import type { Clock, Logger } from '../../../../src/core/ports/platform.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

/** What the first release knows of a request attempt. */
export interface FirstReleaseEntry extends Omit<LedgerEntry, 'forecast' | 'generationId' | 'account' | 'dismissed' | 'settlement'> {
  readonly settlement: Omit<Settlement, 'counted' | 'firstTokenMs' | 'latencyMs'> | null;
}

/** The archive of the first release, as far as today's has the same. It writes only what it knows of what it is given. */
export type FirstReleaseArchive = Pick<
  Archive,
  | 'conversations'
  | 'messages'
  | 'createConversation'
  | 'changeConversation'
  | 'addMessage'
  | 'appendText'
  | 'finishMessage'
  | 'openAttempt'
  | 'noteGeneration'
  | 'settle'
  | 'follow'
  | 'close'
> & { entries(filter: { readonly since: number }): Promise<readonly FirstReleaseEntry[]> };

interface FirstRelease {
  readonly Archive: new (options: {
    readonly folder: string;
    readonly wasm: () => Promise<Uint8Array>;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly extensionVersion: string;
    readonly hostLabel: string;
    readonly onReport: (report: ArchiveReport) => void;
  }) => FirstReleaseArchive;
}

const release = new URL('../../../fixtures/archive/release-0.1/archive.mjs', import.meta.url).href;

/** A window of the first release. */
export async function openFirstRelease(folder: string, onReport: (report: ArchiveReport) => void): Promise<FirstReleaseArchive> {
  const { Archive } = (await import(release)) as FirstRelease;
  return new Archive({
    folder,
    wasm: () => readFile(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')),
    clock: systemClock,
    logger: recordingLogger(),
    extensionVersion: '0.1.0',
    hostLabel: 'first release',
    onReport,
  });
}
