import type { BudgetStatus } from '../../src/shared/model/budget.ts';
import './budgetBar.css';

/**
 * A limit as a line: what is spent (amber, beyond the warning level alarm), what is reserved beyond that, and a mark at the warning level.
 * For the eye only: the figures beside it say the same.
 */
export function BudgetBar({ spentUsd, reservedUsd, limitUsd, warnAtPercent }: BudgetStatus) {
  const percent = (usd: number) => Math.min(100, usd > 0 ? (100 * usd) / Number(limitUsd) : 0);
  const spent = percent(Number(spentUsd));
  const reserved = percent(Number(spentUsd) + Number(reservedUsd)) - spent;
  const calm = Math.min(spent, warnAtPercent);
  return (
    <svg class="budget-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" y="2" width="100" height="4" />
      <rect class="reserved" x={spent} y="3" width={reserved} height="2" />
      <rect class="spent" y="2" width={calm} height="4" />
      <rect class="beyond" x={calm} y="2" width={spent - calm} height="4" />
      {warnAtPercent < 100 && <rect class="mark" x={warnAtPercent} width="0.4" height="8" />}
    </svg>
  );
}
