import type { EventBus } from '../events/eventBus.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { BudgetGuard } from '../money/budget/budgetGuard.ts';
import { leastReplyTokens } from '../money/pricing/maxTokensBound.ts';
import type { TokenCountCache } from '../money/counts/tokenCountCache.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, Logger, NewId } from '../ports/platform.ts';
import type { ServerAccess } from '../ports/serverAccess.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import { ActiveAnswers } from './activeAnswers.ts';
import { announcePieces } from './announcePieces.ts';
import { AnswerRunner } from './answerRunner.ts';
import { AnswerSaver } from './answerSaver.ts';
import { AttemptLedger } from './attemptLedger.ts';
import { AttemptPlanner } from './attemptPlanner.ts';
import { AttemptPreparer } from './attemptPreparer.ts';
import { AttemptReserver } from './attemptReserver.ts';
import { AttemptRunner } from './attemptRunner.ts';
import { loadPrices } from './beforeSend/loadPrices.ts';
import { requireAccess } from './beforeSend/requireAccess.ts';
import type { LedgerRereading } from './beforeSend/ledgerRereading.ts';
import { BudgetMonitor } from './budgetMonitor.ts';
import { DrainedAttempts } from './drainedAttempts.ts';
import { answerPolicy } from './policy/attemptPolicy.ts';
import { TrackedWork } from './trackedWork.ts';

/** What answering needs of the rest of the core, and of the world. */
interface AnsweringNeeds {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly access: ServerAccess;
  readonly router: ModelRouter;
  readonly tokens: TokenCounter;
  readonly counts: TokenCountCache;
  readonly costs: CostTracker;
  readonly guard: BudgetGuard;
  readonly rereading: LedgerRereading;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: NewId;
  readonly settings: () => ChatSettings;
}

/**
 * The answer pipeline, put together: a request is prepared (steps before sending, plan, reservation), recorded, run under the observers of its
 * stream, settled, and judged by the policy. A new step, observer or rule is one file and one line here.
 */
export function createAnswerRunner({
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
}: AnsweringNeeds): AnswerRunner {
  const work = new TrackedWork();
  const rows = new AttemptLedger({ ledger, bus, clock, logger });
  const saver = new AnswerSaver({ ledger: rows, bus, clock, logger });
  const drained = new DrainedAttempts({ saver, work, logger });
  const answers = new ActiveAnswers(drained);
  const budgets = new BudgetMonitor({ guard, bus, clock, settings, running: () => answers.costs() });
  const preparer = new AttemptPreparer({
    beforeSend: [requireAccess({ router, access }), loadPrices({ router, access, guard }), rereading.beforeSend],
    planner: new AttemptPlanner({ router, access, costs, counts, clock, settings }),
    reserver: new AttemptReserver({ guard, bus }),
    router,
    costs,
    tokens,
    clock,
    newId,
  });
  const attempts = new AttemptRunner({
    router,
    ledger: rows,
    logger,
    observers: [announcePieces(bus), (answer) => budgets.observe(answer)],
    drained,
  });
  return new AnswerRunner({
    preparer,
    attempts,
    policy: answerPolicy(leastReplyTokens),
    ledger: rows,
    saver,
    drained,
    budgets,
    answers,
    work,
    repository,
    bus,
    clock,
    logger,
    newId,
  });
}
