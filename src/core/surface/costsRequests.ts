import type { CostsRequests } from '../../shared/protocol/requests/costs.ts';
import type { SpendService } from '../money/reports/spendService.ts';
import type { RequestHandlers } from './requestHandlers.ts';

/** Carries out what a surface asks of the ledger. */
export function costsRequests(spending: SpendService): RequestHandlers<CostsRequests> {
  return {
    costs: ({ all }, at) => spending.report(all, at.conversationId),

    checkRequest: async ({ attempt }) => {
      await spending.checkRequest(attempt);
      return null;
    },

    dismissRequest: async ({ attempt }) => {
      await spending.dismissRequest(attempt);
      return null;
    },

    checkAccount: () => spending.checkAccount(),
  };
}
