import type { TokenUsage, Usd } from '../../shared/model/money.ts';
import type { BudgetScope } from '../../shared/model/budget.ts';
import type { Logger } from '../ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { Emitter } from '../../shared/async/emitter.ts';

/** What happens, by name. Every event names its conversation; null: none in particular, when the limit of a day or a month is crossed. */
interface BusEvents {
  'message.started': { readonly conversationId: string; readonly messageId: string; readonly model: string };
  /** `reasoning`: the piece is no part of the answer's text. */
  'token.generated': {
    readonly conversationId: string;
    readonly messageId: string;
    readonly delta: string;
    readonly reasoning: boolean;
  };
  /** Also for an answer the person stopped: what arrived is the answer. `costUsd` null = not known yet. */
  'message.completed': {
    readonly conversationId: string;
    readonly messageId: string;
    readonly usage: TokenUsage | null;
    readonly costUsd: Usd | null;
    readonly latencyMs: number;
  };
  'message.failed': { readonly conversationId: string; readonly messageId: string; readonly code: string };
  /** A message was deleted or restored. */
  'message.changed': { readonly conversationId: string; readonly messageId: string };
  /** A limit is used up to the percentage at which it warns. */
  'budget.threshold': {
    readonly conversationId: string | null;
    readonly scope: BudgetScope;
    readonly spentUsd: Usd;
    readonly limitUsd: Usd;
  };
  /** A limit is reached, or a message was refused because it might go beyond it. */
  'budget.exceeded': {
    readonly conversationId: string | null;
    readonly scope: BudgetScope;
    readonly spentUsd: Usd;
    readonly limitUsd: Usd;
  };
  /** A budget leaves room for a shorter answer only. */
  'budget.lowered': { readonly conversationId: string; readonly messageId: string; readonly maxTokens: number };
  /** A running answer costs more than the alert for one message. */
  'budget.alert': { readonly conversationId: string; readonly messageId: string; readonly alertUsd: Usd };
  'ledger.settled': { readonly conversationId: string; readonly attemptId: string; readonly costUsd: Usd | null };
}

type BusEventName = keyof BusEvents;
export type BusEvent = { [K in BusEventName]: Readonly<{ type: K } & BusEvents[K]> }[BusEventName];

/** The one bus of a window, injected. Delivery is synchronous and in order; an observer that throws is logged and stops none of the others. */
export class EventBus {
  readonly #events: Emitter<BusEvent>;

  constructor(logger: Logger) {
    this.#events = new Emitter((error, { type }) => logger.error('bus.observerThrew', { type, error: String(error) }));
  }

  emit<K extends BusEventName>(type: K, payload: BusEvents[K]): void {
    // The mapped union and the generic pair are the same set of shapes; the compiler cannot see it through K.
    this.#events.fire(Object.freeze({ type, ...payload }) as unknown as BusEvent);
  }

  subscribe<K extends BusEventName>(type: K, observer: (event: Extract<BusEvent, { type: K }>) => void): Disposable {
    return this.subscribeAll((event) => {
      if (event.type === type) observer(event as Extract<BusEvent, { type: K }>);
    });
  }

  subscribeAll(observer: (event: BusEvent) => void): Disposable {
    return this.#events.event(observer);
  }
}
