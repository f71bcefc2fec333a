import { ChatOrchestrator } from './chat/chatOrchestrator.ts';
import type { ChatSettings } from './ports/chatSettings.ts';
import { DisposableList } from '../shared/async/disposables.ts';
import type { EventBus } from './events/eventBus.ts';
import { Forecaster } from './chat/forecaster.ts';
import type { ModelRouter } from './models/modelRouter.ts';
import type { ConversationRepository } from './ports/conversationRepository.ts';
import type { GenerationLookup } from './ports/generationLookup.ts';
import type { KeyLookup } from './ports/keyLookup.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Clock, Logger, NewId } from './ports/platform.ts';
import type { ReservationStore } from './ports/reservationStore.ts';
import type { SecretStore } from './ports/secretStore.ts';
import type { TokenCounter } from './ports/tokenCounter.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import { BillReconciler } from './money/ledger/billReconciler.ts';
import { BudgetGuard } from './money/budget/budgetGuard.ts';
import { CostTracker } from './money/ledger/costTracker.ts';
import { LostRequests } from './money/ledger/orphanedAttempts.ts';
import { SpendingDesk } from './money/reports/spendService.ts';
import { TurnCounts } from './money/counts/tokenCountCache.ts';

/** What the domain needs of the world. */
export interface DomainPorts {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly store: ReservationStore;
  readonly secrets: SecretStore;
  readonly router: ModelRouter;
  readonly tokens: TokenCounter;
  readonly lookup: GenerationLookup;
  readonly keys: KeyLookup;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: NewId;
  readonly settings: () => ChatSettings;
  /** Name of the open workspace, kept with a new conversation. */
  readonly workspace: () => string | null;
}

/** The services of one window that know nothing of VS Code, and what they tell each other. */
export class Domain implements Disposable {
  readonly orchestrator: ChatOrchestrator;
  readonly forecaster: Forecaster;
  readonly spending: SpendingDesk;
  readonly reconciler: BillReconciler;
  readonly costs: CostTracker;
  readonly #disposables = new DisposableList();

  constructor(ports: DomainPorts) {
    const { repository, ledger, tokens, bus, clock, settings } = ports;
    const counts = new TurnCounts(tokens);
    const costs = new CostTracker(ledger, clock);
    const guard = new BudgetGuard({ ...ports, costs, budget: () => settings().budget });
    const orchestrator = new ChatOrchestrator({ ...ports, costs, guard, counts });
    const running = () => orchestrator.runningCosts();
    this.costs = costs;
    this.orchestrator = orchestrator;
    this.forecaster = new Forecaster({ ...ports, costs, counts, tree: (conversationId) => orchestrator.tree(conversationId) });
    const lost = new LostRequests({ ...ports, costs });
    this.reconciler = new BillReconciler({
      ...{ ...ports, costs, lost },
      isRunning: (attemptId) => running().some((request) => request.attemptId === attemptId),
    });
    this.spending = new SpendingDesk({ ...ports, costs, guard, running, reconciler: this.reconciler, lost });
    this.#disposables.push(this.forecaster);
    this.#disposables.push(this.reconciler);
    this.#disposables.push(bus.subscribe('ledger.settled', (event) => this.#moneyMoved(event.conversationId)));
    this.#disposables.push(
      repository.onDidChange(({ ledger, own, conversationIds }) => ledger && this.#moneyMoved(own ? undefined : conversationIds[0])),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Bills came, here or in another window. */
  #moneyMoved(conversationId: string | undefined): void {
    this.costs.forget();
    this.orchestrator.refreshBudgets(conversationId);
    this.reconciler.look();
  }
}
