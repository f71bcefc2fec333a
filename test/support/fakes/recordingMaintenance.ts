import type { ChatError } from '../../../src/core/errors/chatError.ts';
import type { ArchiveMaintenance } from '../../../src/core/ports/archiveMaintenance.ts';

/** Says what it was asked to do, and answers what it is told to; as long as nothing else is said, as a sound archive with one file does. */
export class RecordingMaintenance implements ArchiveMaintenance {
  readonly done: string[] = [];
  /** Set to make everything fail. */
  failure: ChatError | null = null;
  verified = { problems: 0, report: 'all is well' };
  restored = { files: 0, skipped: 0, records: 0 };
  /** Files in which a purge leaves something. */
  leftIn: readonly string[] = [];
  logBytes = 1000;

  verify(signal?: AbortSignal): ReturnType<ArchiveMaintenance['verify']> {
    return this.#doUntil(signal, 'verify', this.verified);
  }

  rebuildIndex(signal?: AbortSignal): ReturnType<ArchiveMaintenance['rebuildIndex']> {
    return this.#doUntil(signal, 'rebuild', { operations: 12 });
  }

  backUp(path: string, signal?: AbortSignal): ReturnType<ArchiveMaintenance['backUp']> {
    return this.#doUntil(signal, `back up ${path}`, { files: 3, bytes: 4_200_000 });
  }

  restore(path: string, signal?: AbortSignal): ReturnType<ArchiveMaintenance['restore']> {
    return this.#doUntil(signal, `restore ${path}`, this.restored);
  }

  purge(conversationId: string): ReturnType<ArchiveMaintenance['purge']> {
    return this.#do(`purge ${conversationId}`, { records: 1, leftIn: this.leftIn });
  }

  purgeMessages(conversationId: string, messageIds: readonly string[]): ReturnType<ArchiveMaintenance['purgeMessages']> {
    return this.#do(`purge ${messageIds.join()} of ${conversationId}`, { records: messageIds.length, leftIn: this.leftIn });
  }

  mirror(): ReturnType<ArchiveMaintenance['mirror']> {
    return this.#do('mirror', undefined);
  }

  size(): ReturnType<ArchiveMaintenance['size']> {
    return this.#answer({ logBytes: this.logBytes, totalBytes: 2 * this.logBytes, files: 1 });
  }

  async #doUntil<T>(signal: AbortSignal | undefined, what: string, result: T): Promise<T> {
    signal?.throwIfAborted();
    const done = await this.#do(what, result);
    signal?.throwIfAborted();
    return done;
  }

  #do<T>(what: string, result: T): Promise<T> {
    this.done.push(what);
    return this.#answer(result);
  }

  async #answer<T>(result: T): Promise<T> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return result;
  }
}
