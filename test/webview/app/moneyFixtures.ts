// Money in all its states: budgets, a forecast, a ledger, an account.
import type { BudgetStatus } from '../../../src/shared/model/budget.ts';
import type { AccountStatus, CostsReport, Histogram, Spend } from '../../../src/shared/model/costs.ts';
import type { Forecast } from '../../../src/shared/model/forecast.ts';
import { sonnet, spend } from './surfaceFixtures.ts';

const mini = 'openai/gpt-5-mini';

export function budget(fields: Partial<BudgetStatus> = {}): BudgetStatus {
  return {
    scope: 'conversation',
    limitUsd: '5',
    spentUsd: '3.0712',
    approximate: false,
    reservedUsd: '0',
    warnAtPercent: 80,
    state: 'ok',
    ...fields,
  };
}

export const warned = budget({ spentUsd: '4.1149', reservedUsd: '0.2281', state: 'warn' });
export const reached = budget({ spentUsd: '4.9', reservedUsd: '0.1', state: 'reached' });
const day = budget({ scope: 'day', limitUsd: '20', spentUsd: '6.312', reservedUsd: '0.2281' });
const month = budget({ scope: 'month', limitUsd: '100', spentUsd: '48.07', reservedUsd: '0.2281' });

/** Three limits, the nearest of them as given. */
export function spendWith(nearest: BudgetStatus, fields: Partial<Spend> = {}): Spend {
  return spend({
    conversationUsd: nearest.spentUsd,
    todayUsd: '6.312',
    monthUsd: '48.07',
    leftUsd: nearest.state === 'reached' ? '0' : '0.657',
    budgets: [nearest, day, month],
    byModel: [
      { modelId: sonnet, usd: '2.51' },
      { modelId: mini, usd: '1.11' },
      { modelId: 'google/gemini-2.5-flash', usd: '0.4949' },
    ],
    ...fields,
  });
}

export function forecast(fields: Partial<Forecast> = {}): Forecast {
  return {
    modelId: sonnet,
    local: false,
    promptTokens: 1702,
    exact: true,
    maxTokens: 1500,
    leastUsd: '0.005106',
    mostUsd: '0.027606',
    record: null,
    alerts: false,
    contextTokens: 200_000,
    ...fields,
  };
}

const bins = (upToMs: readonly number[], counts: readonly number[]) => upToMs.map((end, index) => ({ upToMs: end, count: counts[index]! }));

export const firstTokenTimes: Histogram = {
  count: 84,
  p50Ms: 620,
  p95Ms: 1700,
  bins: bins([250, 500, 750, 1000, 1250, 1500, 1750, 2000], [4, 16, 22, 19, 12, 6, 3, 2]),
};

export const wholeTimes: Histogram = {
  count: 84,
  p50Ms: 5100,
  p95Ms: 12_400,
  bins: bins([1000, 2000, 4000, 6000, 8000, 12_000, 20_000, 40_000], [2, 8, 20, 24, 15, 8, 5, 2]),
};

export function costsReport(fields: Partial<CostsReport> = {}): CostsReport {
  const row = { requests: 12, promptTokens: 120_404, completionTokens: 38_812, approximate: false };
  return {
    rows: [
      { ...row, day: '2026-03-03', modelId: sonnet, usd: '2.510030000000001', approximate: true },
      { ...row, day: '2026-03-03', modelId: mini, requests: 3, usd: '0.00412' },
      { ...row, day: '2026-03-01', modelId: sonnet, requests: 1, usd: '0.3' },
    ],
    unresolved: [
      {
        attemptId: 'a1',
        conversationId: 'c',
        modelId: sonnet,
        createdAt: 0,
        estimateUsd: '0.0012',
        reservedUsd: '0.04',
        canBeChecked: true,
      },
      { attemptId: 'a2', conversationId: 'c', modelId: mini, createdAt: 0, estimateUsd: null, reservedUsd: null, canBeChecked: false },
    ],
    records: [{ modelId: sonnet, endpoint: null, bills: 12, costRatio: 1.04, tokenRatio: 1.01, hiddenTokens: 0 }],
    budgets: [warned, day, month],
    complete: false,
    totalUsd: '2.814150000000001',
    approximate: true,
    simulatedRequests: 4,
    ...fields,
  };
}

export const emptyReport = costsReport({ rows: [], unresolved: [], records: [], budgets: [], totalUsd: '0', approximate: false });

export function account(fields: Partial<AccountStatus> = {}): AccountStatus {
  return {
    label: 'sk-or-v1-abc…123',
    isFreeTier: true,
    limitUsd: '50',
    limitRemainingUsd: '1.93',
    freeRequests: { used: 3, limit: 50 },
    since: Date.UTC(2026, 2, 1, 8, 0),
    chargedUsd: '48.0712',
    ledgerUsd: '48.0712',
    differenceUsd: '0',
    unresolved: 0,
    ...fields,
  };
}
