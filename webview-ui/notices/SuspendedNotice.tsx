import { suspendedSentence } from '../format/budgetFigures.ts';
import { Button } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

/** A budget is used up: which one, and what can be done. It stays until the host says that there is money again. */
export function SuspendedNotice() {
  const { surface, notices, failures, view } = useStores();
  const spend = surface.status.value?.spend;
  const reached = spend?.budgets.find(({ state }) => state === 'reached');
  if (!spend || !reached) return null;
  // The failure of a draft offers the same way out, and once is enough.
  const offered = notices.failure.value?.actions ?? [];
  return (
    <div class="failure suspended" data-scope={reached.scope} title={`${reached.spentUsd} of ${reached.limitUsd} USD`}>
      <p role="alert">
        <span class="label">Suspended: budget reached</span> {suspendedSentence(reached)}
      </p>
      <div class="recovery">
        {!offered.includes('raiseLimit') && <Button onPress={() => failures.run('raiseLimit', null)}>Raise limit</Button>}
        {spend.unresolved > 0 && !offered.includes('showCosts') && (
          <Button onPress={() => (view.drawer.value = 'costs')}>Show Costs</Button>
        )}
      </div>
    </div>
  );
}
