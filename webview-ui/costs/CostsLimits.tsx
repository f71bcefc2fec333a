import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { BudgetStatus } from '../../src/shared/model/budget.ts';
import { budgetSentence, consumedPercent, meterUsd } from '../format/budgetFigures.ts';
import { BudgetBar } from '../charts/BudgetBar.tsx';
import { Money } from '../ui/cells.tsx';
import { QuietButton } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

/** Every limit that is set, the nearest first. */
export function CostsLimits({ budgets }: { readonly budgets: readonly BudgetStatus[] }) {
  const { requests } = useStores();
  if (budgets.length === 0) return null;
  return (
    <div class="cost-section" role="group" aria-label="Budgets">
      <header class="cost-section-head">
        <h3 class="label">Budgets</h3>
        <QuietButton onPress={() => requests.send('raiseBudget', {})}>Raise Budget…</QuietButton>
      </header>
      <ul class="limits">
        {budgets.map((budget) => (
          <li key={budget.scope} data-state={budget.state} title={budgetSentence(budget)}>
            <span>This {budget.scope}</span>
            <span>{consumedPercent(budget)}</span>
            <span class="limit-figure">
              <b>
                <Money usd={budget.spentUsd} approximate={budget.approximate} format={meterUsd} />
              </b>{' '}
              / {formatUsd(budget.limitUsd)}
            </span>
            <BudgetBar {...budget} />
            {Number(budget.reservedUsd) > 0 && (
              <small class="remark">{formatUsd(budget.reservedUsd)} reserved for requests without a bill</small>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
