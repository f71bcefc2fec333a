import type { AccountStatus, CostsReport } from '../../model/costs.ts';

/** The ledger: reports, bills that are not known yet, the account. */
export interface CostsRequests {
  /** The ledger as a table: of this month, or of all. */
  costs: { body: { all: boolean }; reply: CostsReport };
  /** Asks OpenRouter for the bill of an unresolved request now. Refused with a sentence when it still does not know. */
  checkRequest: { body: { attempt: string }; reply: null };
  dismissRequest: { body: { attempt: string }; reply: null };
  checkAccount: { body: Record<never, never>; reply: AccountStatus };
}
