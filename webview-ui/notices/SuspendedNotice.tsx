import { suspendedSentence } from '../format/budgetFigures.ts';
import { Button } from '../ui/controls.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** A budget is used up: which one, and what can be done. It stays until the host says that there is money again. */
export function SuspendedNotice() {
  const terminal = useTerminal();
  const spend = terminal.surface.status.value?.spend;
  const reached = spend?.budgets.find(({ state }) => state === 'reached');
  if (!spend || !reached) return null;
  // The refusal of a draft has the same way out on it, and once is enough.
  const offered = terminal.refusal.value?.actions ?? [];
  return (
    <div class="failure suspended" data-scope={reached.scope} title={`${reached.spentUsd} of ${reached.limitUsd} USD`}>
      <p role="alert">
        <span class="label">Suspended: budget reached</span> {suspendedSentence(reached)}
      </p>
      <div class="recovery">
        {!offered.includes('raiseLimit') && <Button onPress={() => terminal.recover('raiseLimit', null)}>Raise limit</Button>}
        {spend.unresolved > 0 && !offered.includes('showCosts') && <Button onPress={() => terminal.showCosts()}>Show Costs</Button>}
      </div>
    </div>
  );
}
