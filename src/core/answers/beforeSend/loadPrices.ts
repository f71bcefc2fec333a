import { chatErrorOf } from '../../errors/chatError.ts';
import type { ModelRouter } from '../../models/modelRouter.ts';
import type { BudgetGuard } from '../../money/budget/budgetGuard.ts';
import { noPrices } from '../../money/budget/budgetErrors.ts';
import type { ServerAccess } from '../../ports/serverAccess.ts';
import type { BeforeSend } from './beforeSend.ts';

interface LoadPricesNeeds {
  readonly router: Pick<ModelRouter, 'endpointFor' | 'find' | 'load'>;
  readonly access: Pick<ServerAccess, 'isLocal'>;
  readonly guard: Pick<BudgetGuard, 'isActive'>;
}

/**
 * The first message of a window may come before the price list, without which no budget can limit it. Rejects when there is none to be had;
 * a server of this machine that needs no key may have none.
 */
export function loadPrices({ router, access, guard }: LoadPricesNeeds): BeforeSend {
  return async ({ modelId, unreserved }) => {
    if (!guard.isActive || unreserved || router.find(modelId)) return;
    try {
      await router.load();
    } catch (error) {
      if (await access.isLocal(router.endpointFor(modelId))) return;
      throw noPrices(chatErrorOf(error));
    }
  };
}
