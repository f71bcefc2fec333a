import { ChatError } from '../core/errors/chatError.ts';
import type { ArchiveMaintenance } from '../core/ports/archiveMaintenance.ts';
import type { ArchiveReader } from './archiveReader.ts';
import type { ArchiveWriter } from './archiveWriter.ts';
import type { ChangeEmitter } from './changeEmitter.ts';
import type { LedgerIndex } from './ledger/ledgerIndex.ts';
import { messagesPurged } from './log/newOperations.ts';
import type { PurgedIdLists, PurgedIds } from './log/purgedIds.ts';
import type { PurgeGuard } from './log/purgeGuard.ts';
import type { ArchiveHealth } from './maintenance/archiveHealth.ts';

/** Erases what is kept of a conversation, or of some messages of it, beside the archive. */
export type OnPurge = (conversationId: string, messageIds?: readonly string[]) => Promise<void>;

interface MaintenanceClientOptions {
  readonly reader: ArchiveReader;
  readonly writer: ArchiveWriter;
  readonly ledger: LedgerIndex;
  readonly purges: PurgeGuard;
  readonly health: ArchiveHealth;
  readonly changes: ChangeEmitter;
  readonly onPurge: OnPurge;
}

/** Care for the archive as a whole, as the host sees it: the worker of the projection does it (`MaintenanceJobs`). */
export class MaintenanceClient implements ArchiveMaintenance {
  readonly #reader: ArchiveReader;
  readonly #writer: ArchiveWriter;
  readonly #ledger: LedgerIndex;
  readonly #purges: PurgeGuard;
  readonly #health: ArchiveHealth;
  readonly #changes: ChangeEmitter;
  readonly #onPurge: OnPurge;
  /** Number of the last work that can be cancelled. */
  #jobs = 0;

  constructor(options: MaintenanceClientOptions) {
    this.#reader = options.reader;
    this.#writer = options.writer;
    this.#ledger = options.ledger;
    this.#purges = options.purges;
    this.#health = options.health;
    this.#changes = options.changes;
    this.#onPurge = options.onPurge;
  }

  verify(signal?: AbortSignal): Promise<{ readonly problems: number; readonly report: string }> {
    return cancellable(
      signal,
      async () => (await this.#reader.ask('verify')).result,
      () => this.#reader.askQuietly('cancelVerify'),
    );
  }

  async rebuildIndex(signal?: AbortSignal): Promise<{ readonly operations: number }> {
    return { operations: await this.#job(signal, async (job) => (await this.#reader.ask('rebuild', job)).result) };
  }

  backUp(path: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly bytes: number }> {
    return this.#job(signal, async (job) => (await this.#reader.ask('backUp', job, path)).result);
  }

  async restore(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }> {
    this.#health.checkWritable();
    return this.#job(signal, async (job) => {
      const { result } = await this.#reader.ask('restore', job, path);
      // Also when it was cancelled: some of it may have come in.
      this.#ledger.readAgain();
      this.#changes.add({ conversationIds: [], ledger: true, own: false });
      return result;
    });
  }

  async purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    await this.#onPurge(conversationId);
    await this.#writer.writeConversation({ t: 'conversation.purged', conversation: conversationId });
    return this.#overwrite({ conversations: [conversationId], messages: [] });
  }

  async purgeMessages(
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    const { result: conversation } = await this.#reader.ask('conversation', conversationId);
    await this.#onPurge(conversationId, messageIds);
    await this.#writer.writeConversation(messagesPurged(conversationId, messageIds, conversation));
    return this.#overwrite({ conversations: [], messages: messageIds });
  }

  /**
   * Purges what this window wrote to before it knew that it was purged. Of the activity that this was, the record of the purge knows nothing:
   * another one says it.
   */
  async purgeAgain(written: PurgedIds): Promise<void> {
    await this.#writer.drained();
    const byConversation = Map.groupBy(written.messages, (id) => this.#purges.conversationOf(id));
    // The text must go also where a record cannot be written.
    await Promise.allSettled([...byConversation].map(([conversationId, ids]) => this.#sayAgain(conversationId, ids)));
    await this.#overwrite(written);
  }

  async mirror(): Promise<void> {
    this.#health.checkWritable();
    await this.#reader.ask('mirror');
  }

  async size(): Promise<{ readonly logBytes: number; readonly totalBytes: number; readonly files: number }> {
    return (await this.#reader.ask('size')).result;
  }

  async #sayAgain(conversationId: string | undefined, ids: readonly string[]): Promise<void> {
    const conversation = conversationId === undefined ? undefined : (await this.#reader.ask('conversation', conversationId)).result;
    // Of a purged conversation nothing is left that could be said.
    if (conversation) await this.#writer.writeConversation(messagesPurged(conversation.id, ids, conversation));
  }

  async #overwrite(purged: PurgedIdLists): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    this.#purges.learn(purged);
    // What was on its way must have arrived before it can be overwritten.
    await this.#writer.drained();
    return (await this.#reader.ask('purge', purged)).result;
  }

  /** Work that the worker knows by its number. */
  #job<T>(signal: AbortSignal | undefined, work: (job: number) => Promise<T | null>): Promise<T> {
    this.#jobs += 1;
    const job = this.#jobs;
    return cancellable(
      signal,
      () => work(job),
      () => this.#reader.askQuietly('cancel', job),
    );
  }
}

/** Work of the worker that gives null when it was cancelled. Rejects with the signal's reason then. */
async function cancellable<T>(signal: AbortSignal | undefined, work: () => Promise<T | null>, cancel: () => Promise<void>): Promise<T> {
  signal?.throwIfAborted();
  const onAbort = (): void => void cancel();
  signal?.addEventListener('abort', onAbort);
  try {
    const result = await work();
    if (result === null) throw signal?.reason ?? verifyGivenUp();
    return result;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function verifyGivenUp(): ChatError {
  return new ChatError('INTERRUPTED', 'The check was given up: another one has begun since, or the index is being made again.', {
    retryable: true,
  });
}
