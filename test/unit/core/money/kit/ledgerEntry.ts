import type { LedgerEntry, Settlement } from '../../../../../src/core/ports/ledger.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';

export const bill = (usd: string): Cost => ({ source: 'usage', usd });
export const guess = (usd: string): Cost => ({ source: 'estimate', usd });
export const unknown: Cost = { source: 'unknown', usd: null };
export const uncharged: Cost = { source: 'uncharged', usd: '0' };

export function settlement(cost: Cost, fields: Partial<Settlement> = {}): Settlement {
  return {
    cost,
    generationId: null,
    servedModelId: null,
    provider: null,
    usage: null,
    rawUsage: null,
    counted: null,
    firstTokenMs: null,
    latencyMs: null,
    ...fields,
  };
}

/** An attempt of conversation `c` with model `m`; without a cost it is not settled. */
export function ledgerEntry(id: string, cost: Cost | null, fields: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id,
    conversationId: 'c',
    messageId: `message ${id}`,
    purpose: 'chat',
    modelId: 'm',
    simulated: false,
    createdAt: 0,
    forecast: null,
    generationId: null,
    account: null,
    dismissed: false,
    settlement: cost && settlement(cost),
    ...fields,
  };
}
