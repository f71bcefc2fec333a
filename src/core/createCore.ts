import { LedgerRereading } from './answers/beforeSend/ledgerRereading.ts';
import { createAnswerRunner } from './answers/createAnswerRunner.ts';
import { ChatOrchestrator } from './chat/chatOrchestrator.ts';
import type { ChatSettings } from './ports/chatSettings.ts';
import { DisposableList } from '../shared/async/disposables.ts';
import type { EventBus } from './events/eventBus.ts';
import { ClaimedRequests } from './chat/claimedRequests.ts';
import { DuplicateGuard } from './chat/duplicateGuard.ts';
import { EntryDeletion } from './chat/entryDeletion.ts';
import { Forecaster } from './chat/forecaster.ts';
import type { ModelRouter } from './models/modelRouter.ts';
import type { ConversationRepository } from './ports/conversationRepository.ts';
import type { GenerationLookup } from './ports/generationLookup.ts';
import type { KeyLookup } from './ports/keyLookup.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Clock, Logger, NewId } from './ports/platform.ts';
import type { RequestClaims } from './ports/requestClaims.ts';
import type { ReservationStore } from './ports/reservationStore.ts';
import type { ServerAccess } from './ports/serverAccess.ts';
import type { TokenCounter } from './ports/tokenCounter.ts';
import type { Disposable } from '../shared/async/disposable.ts';
import { BillReconciler } from './money/ledger/billReconciler.ts';
import { BudgetGuard } from './money/budget/budgetGuard.ts';
import { CostTracker } from './money/ledger/costTracker.ts';
import { OrphanedAttempts } from './money/ledger/orphanedAttempts.ts';
import { SpendService } from './money/reports/spendService.ts';
import { TokenCountCache } from './money/counts/tokenCountCache.ts';

/** What the core needs of the world. */
interface CorePorts {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly store: ReservationStore;
  readonly claims: RequestClaims;
  readonly access: ServerAccess;
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

interface CoreServices {
  readonly orchestrator: ChatOrchestrator;
  readonly forecaster: Forecaster;
  readonly spending: SpendService;
  readonly reconciler: BillReconciler;
  readonly costs: CostTracker;
}

/** The services of one window that know nothing of VS Code, and how a change of one reaches the others. */
export class Core implements CoreServices, Disposable {
  readonly orchestrator: ChatOrchestrator;
  readonly forecaster: Forecaster;
  readonly spending: SpendService;
  readonly reconciler: BillReconciler;
  readonly costs: CostTracker;
  readonly #disposables = new DisposableList();

  constructor(services: CoreServices, bus: EventBus, repository: ConversationRepository) {
    this.orchestrator = services.orchestrator;
    this.forecaster = services.forecaster;
    this.spending = services.spending;
    this.reconciler = services.reconciler;
    this.costs = services.costs;
    this.#disposables.push(this.forecaster);
    this.#disposables.push(this.reconciler);
    this.#disposables.push(bus.subscribe('ledger.settled', ({ conversationId }) => this.#ledgerChanged([conversationId])));
    this.#disposables.push(
      repository.onDidChange(({ ledger, own, conversationIds }) => {
        if (ledger) this.#ledgerChanged(own ? [] : conversationIds);
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Bills came, here or in another window. */
  #ledgerChanged(conversationIds: readonly string[]): void {
    this.costs.invalidate();
    this.orchestrator.refreshBudgets(conversationIds);
    this.reconciler.poll();
  }
}

/** Makes every service of the core and gives each what it needs. Nothing is read or asked for yet. */
export function createCore(ports: CorePorts): Core {
  const { repository, ledger, store, claims, access, router, tokens, lookup, keys, bus, clock, logger, newId, settings, workspace } = ports;
  const counts = new TokenCountCache(tokens);
  const costs = new CostTracker(ledger, clock);
  const guard = new BudgetGuard({ costs, store, bus, clock, logger, budget: () => settings().budget });
  const rereading = new LedgerRereading({ costs, guard, clock });
  const answers = createAnswerRunner({
    repository,
    ledger,
    access,
    router,
    tokens,
    counts,
    costs,
    guard,
    rereading,
    bus,
    clock,
    logger,
    newId,
    settings,
  });
  const duplicates = new DuplicateGuard(() => clock.monotonic());
  const orchestrator = new ChatOrchestrator({
    answers,
    duplicates,
    claimed: new ClaimedRequests({ answers, claims, clock }),
    deletion: new EntryDeletion({ answers, repository, bus }),
    rereading,
    repository,
    router,
    clock,
    newId,
    settings,
    workspace,
  });
  const tree = (conversationId: string) => orchestrator.tree(conversationId);
  const forecaster = new Forecaster({ repository, tree, router, access, costs, counts, settings, clock });
  const lost = new OrphanedAttempts({ repository, router, access, tokens, costs });
  const running = () => answers.costs();
  const isRunning = (attemptId: string) => running().some((request) => request.attemptId === attemptId);
  const reconciler = new BillReconciler({ ledger, lookup, lost, costs, bus, clock, logger, isRunning });
  const spending = new SpendService({ ledger, store, costs, guard, reconciler, lost, keys, bus, clock, running });
  return new Core({ orchestrator, forecaster, spending, reconciler, costs }, bus, repository);
}
