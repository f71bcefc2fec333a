import type { BusEvent, EventBus } from '../../core/events/eventBus.ts';
import type { ModelRouter } from '../../core/models/modelRouter.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { Disposable } from '../../shared/async/disposable.ts';

/** Failures of which the service, or the way to it, is the reason; `HTTP_<status>` besides, but for requests that were wrong themselves. */
const linkCodes: ReadonlySet<string> = new Set([
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'MODEL_UNAVAILABLE',
  'INTERRUPTED',
  'TIMEOUT',
  'OFFLINE',
  'BAD_SETTING',
]);
const ownMistakes: ReadonlySet<string> = new Set(['HTTP_400', 'HTTP_413', 'HTTP_422']);

/** Whether the last request to the service was answered. The demonstration model, which needs no service, says nothing of it. */
export class LinkHealth implements Disposable {
  readonly #router: Pick<ModelRouter, 'find'>;
  readonly #subscription: Disposable;
  readonly #changed = new Emitter();
  readonly onDidChange = this.#changed.event;
  /** Answers that are simulated, while they run. */
  readonly #simulated = new Set<string>();
  #failure: string | null = null;

  constructor(bus: EventBus, router: Pick<ModelRouter, 'find'>) {
    this.#router = router;
    this.#subscription = bus.subscribeAll((event) => this.#onEvent(event));
  }

  /** Code of the failure in which the last request ended; null when it was answered, and before the first one. */
  get failure(): string | null {
    return this.#failure;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #onEvent(event: BusEvent): void {
    if (event.type === 'message.started' && this.#router.find(event.model)?.simulated) this.#simulated.add(event.messageId);
    if (event.type !== 'message.completed' && event.type !== 'message.failed') return;
    if (this.#simulated.delete(event.messageId)) return;
    if (event.type === 'message.completed') this.#set(null);
    else if (isOfLink(event.code)) this.#set(event.code);
  }

  #set(failure: string | null): void {
    if (failure === this.#failure) return;
    this.#failure = failure;
    this.#changed.fire();
  }
}

function isOfLink(code: string): boolean {
  return linkCodes.has(code) || (code.startsWith('HTTP_') && !ownMistakes.has(code));
}
