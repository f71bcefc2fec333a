import { once } from 'node:events';
import type { ArchiveChange } from '../core/ports/conversationRepository.ts';
import { closedError } from './archiveErrors.ts';
import type { ArchiveReader } from './archiveReader.ts';
import type { ChangeEmitter } from './changeEmitter.ts';
import type { LedgerIndex } from './ledger/ledgerIndex.ts';
import type { LogWriter } from './log/logWriter.ts';
import type { BodyOf, OperationBody } from './log/operations.ts';
import type { ConversationBody, PurgeGuard } from './log/purgeGuard.ts';
import type { ArchiveHealth } from './maintenance/archiveHealth.ts';
import type { ProjectionClient } from './worker/projectionClient.ts';

interface ArchiveWriterOptions {
  readonly log: LogWriter;
  readonly reader: ArchiveReader;
  readonly projection: ProjectionClient;
  readonly ledger: LedgerIndex;
  readonly purges: PurgeGuard;
  readonly health: ArchiveHealth;
  readonly changes: ChangeEmitter;
  /** Awaited before the first write. Must not reject. */
  readonly writeReadme: () => Promise<void>;
  /** Nothing can be written after. */
  readonly closing: AbortSignal;
}

/**
 * Everything that this window writes. What resolves is on the disk, and will be reported as a change. What is refused rejects with ChatError:
 * as `LogWriter` does, ARCHIVE_READONLY when this version may not write or the window is closing, CONVERSATION_NOT_FOUND for what was purged.
 */
export class ArchiveWriter {
  readonly #log: LogWriter;
  readonly #reader: ArchiveReader;
  readonly #projection: ProjectionClient;
  readonly #ledger: LedgerIndex;
  readonly #purges: PurgeGuard;
  readonly #health: ArchiveHealth;
  readonly #changes: ChangeEmitter;
  readonly #writeReadme: ArchiveWriterOptions['writeReadme'];
  readonly #closing: AbortSignal;
  readonly #writes = new Set<Promise<void>>();
  /** Conversations of the attempts that this window opened. */
  readonly #attempts = new Map<string, string>();
  #readme: Promise<void> | null = null;
  #acquainted: Promise<void> | null = null;

  constructor(options: ArchiveWriterOptions) {
    this.#log = options.log;
    this.#reader = options.reader;
    this.#projection = options.projection;
    this.#ledger = options.ledger;
    this.#purges = options.purges;
    this.#health = options.health;
    this.#changes = options.changes;
    this.#writeReadme = options.writeReadme;
    this.#closing = options.closing;
  }

  writeConversation(body: ConversationBody): Promise<void> {
    const isHeartbeat = body.t === 'message.appended' && body.text === '' && body.reasoning === undefined;
    const isRegister = body.t === 'conversation.changed' || body.t === 'message.changed';
    return this.#tracked(async () => {
      if (isRegister) await (this.#acquainted ??= this.#getAcquainted());
      if (!this.#purges.admits(body)) return;
      await this.#append(body, { conversationIds: [body.conversation], ledger: false, own: true });
      if (!isHeartbeat) this.#projection.noteWrite();
    });
  }

  writeBill(body: Extract<OperationBody, { attempt: string }>): Promise<void> {
    if (body.t === 'attempt.opened') this.#attempts.set(body.attempt, body.conversation);
    const conversationId = this.#attempts.get(body.attempt) ?? this.#ledger.conversationOf(body.attempt);
    return this.#tracked(async () => {
      await this.#append(body, { conversationIds: conversationId === undefined ? [] : [conversationId], ledger: true, own: true });
      this.#projection.noteWrite();
    });
  }

  writeAccount(body: BodyOf<'account.noted'>): Promise<void> {
    return this.#tracked(() => this.#append(body, { conversationIds: [], ledger: true, own: true }));
  }

  /** Resolves when what was on its way is on the disk, or refused. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#writes);
  }

  /** Once `closing` is aborted: resolves when everything is written, and closes the log. */
  async close(): Promise<void> {
    await this.drained();
    await this.#log.close();
  }

  /**
   * The last change wins, so it must sort after what its author could have seen. But a broken index must not keep anything from being saved,
   * nor a long rebuild when the window closes.
   */
  async #getAcquainted(): Promise<void> {
    await Promise.race([this.#reader.ask('catchUp').catch(() => undefined), once(this.#closing, 'abort')]);
  }

  async #append(body: OperationBody, change: ArchiveChange): Promise<void> {
    this.#health.checkWritable();
    await (this.#readme ??= this.#writeReadme());
    await this.#health.watchWrite(this.#log.append(body));
    this.#changes.add(change);
  }

  /** `close` waits for it. */
  #tracked(work: () => Promise<void>): Promise<void> {
    if (this.#closing.aborted) return Promise.reject(closedError());
    const write = work().finally(() => this.#writes.delete(write));
    this.#writes.add(write);
    return write;
  }
}
