import { join } from 'node:path';
import type { ArchiveMaintenance } from '../core/ports/archiveMaintenance.ts';
import type {
  ArchiveChange,
  ConversationRepository,
  Erasure,
  MessageOutcome,
  NewConversation,
  NewMessage,
  TextPiece,
} from '../core/ports/conversationRepository.ts';
import type { AccountNote, Ledger, LedgerEntry, NewAttempt, Settlement } from '../core/ports/ledger.ts';
import type { Clock, Logger } from '../core/ports/platform.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import type { Conversation, ConversationChanges, ConversationSummary } from '../shared/model/conversation.ts';
import type { DeletedItems } from '../shared/model/deleted.ts';
import type { Message } from '../shared/model/message.ts';
import type { ArchiveReport } from './disk/archiveReport.ts';
import { readable } from './archiveErrors.ts';
import { ArchiveReader } from './archiveReader.ts';
import { ArchiveWriter } from './archiveWriter.ts';
import { MaintenanceClient, type OnPurge } from './maintenanceClient.ts';
import { ArchiveHealth, type ArchiveState } from './maintenance/archiveHealth.ts';
import { ChangeEmitter } from './changeEmitter.ts';
import { createNodeFiles, nodeFiles } from './disk/files.ts';
import { LamportCounter } from './log/lamportCounter.ts';
import { LedgerIndex } from './ledger/ledgerIndex.ts';
import { LiveAnswers } from './projection/liveAnswers.ts';
import { LogFollower } from './log/logFollower.ts';
import { writerOf } from './disk/logName.ts';
import { LogWriter } from './log/logWriter.ts';
import {
  accountNoted,
  attemptGeneration,
  attemptOpened,
  attemptSettled,
  conversationChanged,
  conversationCreated,
  conversationForked,
  messageAdded,
  messageFinished,
  messageNoted,
} from './log/newOperations.ts';
import { readableBytes } from './log/ownLogs.ts';
import { ProjectionClient } from './worker/projectionClient.ts';
import { PurgeGuard } from './log/purgeGuard.ts';
import { Quarantine } from './disk/quarantine.ts';
import { writeReadme } from './disk/writeReadme.ts';

export interface ArchiveOptions {
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

/**
 * The archive of this window: one log that it writes, the logs of all windows that it reads, and an SQLite database folded from them,
 * which a worker keeps. Nothing touches the disk before the first use. A query sees everything that was on the disk when it was asked.
 */
export class Archive implements ConversationRepository, Ledger, ArchiveMaintenance {
  readonly #clock: ArchiveOptions['clock'];
  readonly #counter = new LamportCounter();
  readonly #ledger: LedgerIndex;
  readonly #projection: ProjectionClient;
  readonly #live: LiveAnswers;
  readonly #reader: ArchiveReader;
  readonly #writer: ArchiveWriter;
  readonly #maintenance: MaintenanceClient;
  readonly #follower: LogFollower;
  readonly #changes: ChangeEmitter;
  readonly #health: ArchiveHealth;
  readonly #purges = new PurgeGuard();
  readonly #closing = new AbortController();
  #closed: Promise<void> | null = null;

  constructor(options: ArchiveOptions) {
    const { folder, workerFile, wasmFile, clock, logger, extensionVersion, hostLabel, onReport } = options;
    const logFolder = join(folder, 'log');
    this.#clock = options.clock;
    this.#health = new ArchiveHealth(logger, onReport);
    this.#changes = new ChangeEmitter(logger);
    const log = new LogWriter({
      files: createNodeFiles((code) => this.#health.noteSyncRefusal(code)),
      folder: logFolder,
      clock,
      logger,
      counter: this.#counter,
      opening: { t: 'log.opened', ext: extensionVersion, host: hostLabel },
    });
    this.#ledger = new LedgerIndex({
      files: nodeFiles,
      folder: logFolder,
      counter: this.#counter,
      quarantine: new Quarantine(nodeFiles, join(folder, 'quarantine')),
      now: () => clock.now(),
      limit: (file) => readableBytes(log.ownLogs(), file),
      report: (report) => this.#health.report(report),
      onChange: (file, change) => {
        // Own changes were reported when they were written.
        if (!log.isOwn(writerOf(file))) this.#changes.add({ ...change, own: false });
      },
    });
    this.#projection = new ProjectionClient({
      folder,
      clock,
      logger,
      workerFile,
      wasmFile,
      ownLogs: () => log.ownLogs(),
      onReport: (report) => this.#health.report(report),
    });
    this.#live = new LiveAnswers({
      clock,
      onDue: () => void this.#reader.askQuietly('catchUp'),
      onDied: (conversationIds) => this.#changes.add({ conversationIds, ledger: false, own: false }),
    });
    this.#reader = new ArchiveReader({
      projection: this.#projection,
      ledger: this.#ledger,
      live: this.#live,
      counter: this.#counter,
      purges: this.#purges,
      logger,
      closing: this.#closing.signal,
    });
    this.#writer = new ArchiveWriter({
      log,
      reader: this.#reader,
      projection: this.#projection,
      ledger: this.#ledger,
      purges: this.#purges,
      health: this.#health,
      changes: this.#changes,
      writeReadme: () => writeReadme(nodeFiles, clock, folder),
      closing: this.#closing.signal,
    });
    this.#maintenance = new MaintenanceClient({
      reader: this.#reader,
      writer: this.#writer,
      ledger: this.#ledger,
      purges: this.#purges,
      health: this.#health,
      changes: this.#changes,
      onPurge: options.onPurge ?? (() => Promise.resolve()),
    });
    this.#follower = new LogFollower({ folder: logFolder, now: () => clock.now(), poll: () => this.#reader.poll() });
  }

  /** What the person should know about the archive now; `detail` is a sentence, empty when all is well. */
  state(): ArchiveState {
    return this.#health.state();
  }

  onDidChangeState(listener: () => void): Disposable {
    return this.#health.onDidChange(listener);
  }

  onDidChange(listener: (change: ArchiveChange) => void): Disposable {
    return this.#changes.listen(listener);
  }

  /** Until disposed, the logs of other windows are polled twice a second. Reported is what has been asked for: conversations, or the ledger. */
  follow(): Disposable {
    return this.#follower.follow();
  }

  /** Resolves when everything that was to be written is on the disk and the database is saved. Nothing can be read or written after. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  // ── Conversations ───────────────────────────────────────────────────────────────────────────────────────────────────

  async conversations(): Promise<readonly ConversationSummary[]> {
    return (await this.#reader.ask('conversations')).result;
  }

  async deleted(): Promise<DeletedItems> {
    return (await this.#reader.ask('deleted')).result;
  }

  async countDeleted(): Promise<number> {
    return (await this.#reader.ask('countDeleted')).result;
  }

  async erasure(conversationId: string, messageId: string): Promise<Erasure | undefined> {
    return (await this.#reader.ask('erasure', conversationId, messageId)).result;
  }

  async conversation(id: string): Promise<Conversation | undefined> {
    return (await this.#reader.ask('conversation', id)).result;
  }

  async messages(conversationId: string): Promise<readonly Message[]> {
    const { result, openAnswers } = await this.#reader.ask('messages', conversationId);
    const alive = new Set(openAnswers.flatMap((answer) => (this.#live.isAlive(answer) ? [answer.messageId] : [])));
    return result.map((message) =>
      message.state === 'streaming' && !alive.has(message.id) ? { ...message, state: 'interrupted' } : message,
    );
  }

  async createConversation(conversation: NewConversation): Promise<void> {
    const { id, forkedFrom } = conversation;
    await Promise.all([
      this.#writer.writeConversation(conversationCreated(conversation, this.#clock.now())),
      forkedFrom && this.#writer.writeConversation(conversationForked(id, forkedFrom)),
    ]);
  }

  changeConversation(id: string, changes: ConversationChanges): Promise<void> {
    return this.#writer.writeConversation(conversationChanged(id, changes));
  }

  addMessage(message: NewMessage): Promise<void> {
    const wholeFromTheStart = message.role === 'system' || message.role === 'tool';
    return this.#writer.writeConversation(wholeFromTheStart ? messageNoted(message) : messageAdded(message));
  }

  appendText(messageId: string, conversationId: string, from: number, text: string, reasoning?: TextPiece): Promise<void> {
    return this.#writer.writeConversation({
      t: 'message.appended',
      message: messageId,
      conversation: conversationId,
      from,
      text,
      ...(reasoning && { reasoning }),
    });
  }

  finishMessage(messageId: string, conversationId: string, outcome: MessageOutcome): Promise<void> {
    return this.#writer.writeConversation(messageFinished(messageId, conversationId, outcome));
  }

  changeMessage(messageId: string, conversationId: string, { deleted }: { readonly deleted: boolean }): Promise<void> {
    return this.#writer.writeConversation({ t: 'message.changed', message: messageId, conversation: conversationId, set: { deleted } });
  }

  // ── Ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  openAttempt(attempt: NewAttempt): Promise<void> {
    return this.#writer.writeBill(attemptOpened(attempt));
  }

  noteGeneration(attemptId: string, generationId: string, account: string | null): Promise<void> {
    return this.#writer.writeBill(attemptGeneration(attemptId, generationId, account));
  }

  settle(attemptId: string, settlement: Settlement): Promise<void> {
    return this.#writer.writeBill(attemptSettled(attemptId, settlement));
  }

  dismiss(attemptId: string): Promise<void> {
    return this.#writer.writeBill({ t: 'attempt.dismissed', attempt: attemptId });
  }

  noteAccount(note: AccountNote): Promise<void> {
    return this.#writer.writeAccount(accountNoted(note));
  }

  firstAccountNote(account: string): Promise<AccountNote | null> {
    return readable(this.#ledger.firstAccountNote(account));
  }

  async entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]> {
    if ('since' in filter) return readable(this.#ledger.entries(filter));
    try {
      return (await this.#reader.ask('entries', filter.conversationId)).result;
    } catch {
      // Slow, because it reads all logs; but money must be known without a database.
      return readable(this.#ledger.entries(filter));
    }
  }

  // ── Care ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  verify(signal?: AbortSignal): Promise<{ readonly problems: number; readonly report: string }> {
    return this.#maintenance.verify(signal);
  }

  rebuildIndex(signal?: AbortSignal): Promise<{ readonly operations: number }> {
    return this.#maintenance.rebuildIndex(signal);
  }

  backUp(path: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly bytes: number }> {
    return this.#maintenance.backUp(path, signal);
  }

  restore(path: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }> {
    return this.#maintenance.restore(path, signal);
  }

  purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    return this.#maintenance.purge(conversationId);
  }

  purgeMessages(
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    return this.#maintenance.purgeMessages(conversationId, messageIds);
  }

  mirror(): Promise<void> {
    return this.#maintenance.mirror();
  }

  size(): Promise<{ readonly logBytes: number; readonly totalBytes: number; readonly files: number }> {
    return this.#maintenance.size();
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#follower.dispose();
    this.#live.dispose();
    await this.#writer.close();
    await this.#projection.close();
    this.#changes.dispose();
    this.#live.dispose();
  }
}
