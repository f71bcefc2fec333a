import type { ArchiveChange } from '../core/ports/conversationRepository.ts';
import type { Logger } from '../core/ports/platform.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import { Emitter } from '../shared/async/emitter.ts';

/** Notifies listeners of what changed, once for everything that happened in the same turn of the event loop. */
export class ChangeEmitter {
  readonly #emitter: Emitter<ArchiveChange>;
  readonly #pending = new Map<boolean, { readonly conversationIds: Set<string>; ledger: boolean }>();
  #scheduled: NodeJS.Immediate | null = null;

  constructor(logger: Logger) {
    this.#emitter = new Emitter((error) => logger.error('archive.listenerFailed', { error: String(error) }));
  }

  listen(listener: (change: ArchiveChange) => void): Disposable {
    return this.#emitter.event(listener);
  }

  add({ conversationIds, ledger, own }: ArchiveChange): void {
    const pending = this.#pending.get(own) ?? { conversationIds: new Set<string>(), ledger: false };
    for (const id of conversationIds) pending.conversationIds.add(id);
    pending.ledger ||= ledger;
    this.#pending.set(own, pending);
    this.#scheduled ??= setImmediate(() => this.#notify());
  }

  dispose(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#emitter.dispose();
  }

  #notify(): void {
    this.#scheduled = null;
    const changes = [...this.#pending];
    this.#pending.clear();
    for (const [own, { conversationIds, ledger }] of changes) {
      this.#emitter.fire({ conversationIds: [...conversationIds], ledger, own });
    }
  }
}
