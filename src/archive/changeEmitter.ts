import type { ArchiveChange } from '../core/ports/conversationRepository.ts';
import type { Logger } from '../core/ports/platform.ts';
import type { Disposable } from '../shared/async/disposable.ts';

/** Tells listeners what changed, once for everything that happened in the same turn of the event loop. */
export class ChangeEmitter {
  readonly #logger: Logger;
  readonly #listeners = new Set<{ readonly call: (change: ArchiveChange) => void }>();
  readonly #pending = new Map<boolean, { readonly conversationIds: Set<string>; ledger: boolean }>();
  #scheduled: NodeJS.Immediate | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  listen(listener: (change: ArchiveChange) => void): Disposable {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => void this.#listeners.delete(entry) };
  }

  add({ conversationIds, ledger, own }: ArchiveChange): void {
    const pending = this.#pending.get(own) ?? { conversationIds: new Set<string>(), ledger: false };
    for (const id of conversationIds) pending.conversationIds.add(id);
    pending.ledger ||= ledger;
    this.#pending.set(own, pending);
    this.#scheduled ??= setImmediate(() => this.#tell());
  }

  dispose(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#listeners.clear();
  }

  #tell(): void {
    this.#scheduled = null;
    const changes = [...this.#pending];
    this.#pending.clear();
    for (const [own, { conversationIds, ledger }] of changes) {
      for (const { call } of [...this.#listeners]) {
        try {
          call({ conversationIds: [...conversationIds], ledger, own });
        } catch (error) {
          this.#logger.error('archive.listenerFailed', { error: String(error) });
        }
      }
    }
  }
}
