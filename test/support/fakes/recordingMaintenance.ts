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

  async verify(signal?: AbortSignal): ReturnType<ArchiveMaintenance['verify']> {
    signal?.throwIfAborted();
    const verified = await this.#do('verify', this.verified);
    signal?.throwIfAborted();
    return verified;
  }

  rebuildIndex(): ReturnType<ArchiveMaintenance['rebuildIndex']> {
    return this.#do('rebuild', { operations: 12 });
  }

  backUp(path: string): ReturnType<ArchiveMaintenance['backUp']> {
    return this.#do(`back up ${path}`, { files: 3, bytes: 4_200_000 });
  }

  restore(path: string): ReturnType<ArchiveMaintenance['restore']> {
    return this.#do(`restore ${path}`, this.restored);
  }

  purge(conversationId: string): ReturnType<ArchiveMaintenance['purge']> {
    return this.#do(`purge ${conversationId}`, { records: 1, leftIn: this.leftIn });
  }

  mirror(): ReturnType<ArchiveMaintenance['mirror']> {
    return this.#do('mirror', undefined);
  }

  size(): ReturnType<ArchiveMaintenance['size']> {
    return this.#answer({ logBytes: this.logBytes, totalBytes: 2 * this.logBytes, files: 1 });
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
