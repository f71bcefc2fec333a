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
import type { Clock } from '../core/ports/platform.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import type { Conversation, ConversationChanges, ConversationSummary } from '../shared/model/conversation.ts';
import type { DeletedItems } from '../shared/model/deleted.ts';
import type { Message } from '../shared/model/message.ts';
import { readable } from './archiveErrors.ts';
import type { ArchiveReader } from './archiveReader.ts';
import type { ArchiveWriter } from './archiveWriter.ts';
import type { MaintenanceClient } from './maintenanceClient.ts';
import type { ArchiveHealth, ArchiveState } from './maintenance/archiveHealth.ts';
import type { ChangeEmitter } from './changeEmitter.ts';
import type { LedgerIndex } from './ledger/ledgerIndex.ts';
import type { LogFollower } from './log/logFollower.ts';
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

interface ArchiveParts {
  readonly reader: ArchiveReader;
  readonly writer: ArchiveWriter;
  readonly ledger: LedgerIndex;
  readonly maintenance: MaintenanceClient;
  readonly health: ArchiveHealth;
  readonly changes: ChangeEmitter;
  readonly follower: LogFollower;
  readonly clock: Clock;
  /** Aborted when the archive is closed; the reader and the writer have its signal. */
  readonly closing: AbortController;
}

/**
 * The archive of this window: one log that it writes, the logs of all windows that it reads, and an SQLite database folded from them,
 * which a worker keeps. Nothing touches the disk before the first use. A query sees everything that was on the disk when it was asked.
 */
export class Archive implements ConversationRepository, Ledger, ArchiveMaintenance {
  readonly #reader: ArchiveReader;
  readonly #writer: ArchiveWriter;
  readonly #ledger: LedgerIndex;
  readonly #maintenance: MaintenanceClient;
  readonly #health: ArchiveHealth;
  readonly #changes: ChangeEmitter;
  readonly #follower: LogFollower;
  readonly #clock: Clock;
  readonly #closing: AbortController;
  #closed: Promise<void> | null = null;

  constructor(parts: ArchiveParts) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#ledger = parts.ledger;
    this.#maintenance = parts.maintenance;
    this.#health = parts.health;
    this.#changes = parts.changes;
    this.#follower = parts.follower;
    this.#clock = parts.clock;
    this.#closing = parts.closing;
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

  messages(conversationId: string): Promise<readonly Message[]> {
    return this.#reader.messages(conversationId);
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
    await this.#writer.close();
    await this.#reader.close();
    this.#changes.dispose();
  }
}
