import type { Usd } from '../../src/shared/model/money.ts';
import type { CostsRow } from '../../src/shared/model/costs.ts';
import { sumUsd } from '../../src/shared/model/sumUsd.ts';

/** A day of the table: its rows, and what they add up to. */
export interface CostsDay extends Omit<CostsRow, 'modelId'> {
  readonly rows: readonly CostsRow[];
}

/** The rows by day, both in the order in which they come. */
export function costsDays(rows: readonly CostsRow[]): readonly CostsDay[] {
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, own]) => ({
    day,
    rows: own,
    requests: total(own, ({ requests }) => requests),
    promptTokens: total(own, ({ promptTokens }) => promptTokens),
    completionTokens: total(own, ({ completionTokens }) => completionTokens),
    usd: sumUsd(own.map(({ usd }): Usd => usd)),
    approximate: own.some(({ approximate }) => approximate),
  }));
}

function total(rows: readonly CostsRow[], read: (row: CostsRow) => number): number {
  return rows.reduce((sum, row) => sum + read(row), 0);
}
