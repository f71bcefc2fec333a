import type { BudgetStatus, BudgetScope } from '../../src/shared/model/budget.ts';
import type { Spend } from '../../src/shared/model/costs.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import { budgetSentence, consumedPercent, leavingLeast, meterUsd } from '../format/budgetFigures.ts';
import { BudgetBar } from '../charts/BudgetBar.tsx';
import { Cell, Figure, Money, noFigure } from '../ui/cells.tsx';
import { QuietButton } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

const ofBudget: Record<BudgetScope, string> = { conversation: 'in conversation', day: 'of the day', month: 'of the month' };

/** Of a fork, whose own sums leave out what the conversation paid that it came from. */
const inheritedBranch = {
  label: 'Branch, inherited too',
  explanation:
    'What all entries of this branch cost. Those above the fork were paid by the conversation it came from, and are in no sum of this one.',
} as const;

/**
 * The nearest budget and how far it is gone, and below it the sums of other extents; without budgets, what this conversation cost.
 * In the strip there is room for three figures: this conversation, today, what is left. A row whose figure is not known or not there yet is
 * drawn all the same: nothing moves when a message begins or ends.
 */
export function SpendCell({ spend }: { readonly spend: Spend }) {
  const { surface, view } = useStores();
  const { budgets, unresolved } = spend;
  const [nearest] = budgets;
  const least = leavingLeast(budgets);
  const branch = surface.branch.value;
  const forked = (surface.conversation.value?.forkedFrom ?? null) !== null;
  const reserved = budgets.find(({ reservedUsd }) => Number(reservedUsd) > 0)?.reservedUsd ?? null;
  const showCosts = () => (view.drawer.value = 'costs');
  // What the headline says already is not said again below it.
  const said = (scope: BudgetScope) => (nearest?.scope === scope ? ({ only: 'strip' } as const) : {});
  return (
    <Cell name="Spend">
      {nearest && <Consumed budget={nearest} />}
      <Figure label="Spent" rest="in this conversation" kind="money" headline={!nearest} {...said('conversation')}>
        <Money usd={spend.conversationUsd} approximate={spend.conversationApproximate} />
      </Figure>
      <Figure label="Today" name="today" kind="money" {...said('day')}>
        <Money usd={spend.todayUsd} approximate={spend.todayApproximate} />
      </Figure>
      {nearest?.scope !== 'month' && (
        <Figure label="Month" kind="money" only="column">
          <Money usd={spend.monthUsd} approximate={spend.monthApproximate} />
        </Figure>
      )}
      <Figure {...(forked ? inheritedBranch : { label: 'This branch' })} kind="money" only="column">
        {branch ? <Money usd={branch.usd} approximate={branch.approximate} /> : noFigure}
      </Figure>
      {spend.leftUsd !== null && (
        <Figure
          label="Left"
          name="left"
          rest={least ? ofBudget[least.scope] : 'of the budget'}
          kind={least?.state === 'reached' ? 'alarm' : 'money'}
        >
          <Money usd={spend.leftUsd} approximate={spend.leftApproximate} />
        </Figure>
      )}
      {nearest && (
        <Figure label="Reserved for requests" kind="money" only="column">
          {reserved === null ? noFigure : <Money usd={reserved} />}
        </Figure>
      )}
      <p class="cell-actions">
        <QuietButton onPress={showCosts}>Show Costs</QuietButton>
        {unresolved > 0 && <QuietButton onPress={showCosts}>{`${unresolved} unresolved`}</QuietButton>}
      </p>
    </Cell>
  );
}

function Consumed({ budget }: { readonly budget: BudgetStatus }) {
  const label = (
    <>
      Budget consumed <b title={budgetSentence(budget)}>{consumedPercent(budget)}</b>
    </>
  );
  return (
    <div class="consumed" data-state={budget.state}>
      <Figure label={label} kind={budget.state === 'reached' ? 'alarm' : 'money'} only="column" headline>
        <Money usd={budget.spentUsd} approximate={budget.approximate} format={meterUsd} />
        <small title={`${budget.limitUsd} USD for this ${budget.scope}`}> / {formatUsd(budget.limitUsd)}</small>
      </Figure>
      <BudgetBar {...budget} />
    </div>
  );
}
