import { chatErrorOf } from '../../errors/chatError.ts';
import type { ModelRouter } from '../../models/modelRouter.ts';
import type { BudgetGuard } from '../../money/budget/budgetGuard.ts';
import { noPrices } from '../../money/budget/budgetErrors.ts';
import type { BeforeSend } from './beforeSend.ts';

interface LoadPricesNeeds {
  readonly router: Pick<ModelRouter, 'find' | 'load'>;
  readonly guard: Pick<BudgetGuard, 'isActive'>;
}

/** The first message of a window may come before the price list, without which no budget can limit it. Rejects when there is none to be had. */
export function loadPrices({ router, guard }: LoadPricesNeeds): BeforeSend {
  return async ({ modelId, unreserved }) => {
    if (!guard.isActive || unreserved || router.find(modelId)) return;
    try {
      await router.load();
    } catch (error) {
      throw noPrices(chatErrorOf(error));
    }
  };
}
