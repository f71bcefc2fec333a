import { useEffect, useRef } from 'preact/hooks';
import { useStores } from '../stores/storesContext.ts';
import { AccountCheck } from './AccountCheck.tsx';
import { Money } from '../ui/cells.tsx';
import { Button } from '../ui/controls.tsx';
import { CostsLimits } from './CostsLimits.tsx';
import { CostsTable } from './CostsTable.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { EstimateRecords } from './EstimateRecords.tsx';
import { UnresolvedRequests } from './UnresolvedRequests.tsx';
import './costs.css';

/** One region of the page, with a group for each of its parts. The ledger: what was spent on which day with which model, what is not known yet, and how it agrees with what OpenRouter says. */
export function CostsDrawer() {
  const { costs } = useStores();
  const scroller = useRef<HTMLDivElement>(null);
  const report = costs.report.value;
  const failure = costs.failure.value;
  const all = costs.all.value;

  useEffect(() => scroller.current?.focus(), []);
  useEffect(() => costs.follow(), [costs]);

  return (
    <Drawer name="Costs" side="right" broad>
      <div class="ledger" ref={scroller} tabIndex={0} role="group" aria-label="Ledger">
        {failure !== null && (
          <div class="failure" role="alert">
            <p>{failure}</p>
            <div class="recovery">
              <Button onPress={() => costs.read()}>Read again</Button>
            </div>
          </div>
        )}
        {report === null && failure === null && <p class="nothing waiting">Reading the ledger</p>}
        {report && (
          <>
            <div class="total" role="group" aria-label="Total">
              <p class="figure headline" data-kind="money" data-total-usd={report.totalUsd}>
                <span class="label">{report.complete ? 'All months' : 'This month'}</span>
                <span class="value">
                  <Money usd={report.totalUsd} approximate={report.approximate} />
                </span>
              </p>
              {report.approximate && <p class="remark">A part is estimated, or its bill is not known yet.</p>}
              {report.simulatedRequests > 0 && (
                <p class="remark">
                  {report.simulatedRequests === 1 ? '1 simulated request' : `${report.simulatedRequests} simulated requests`}, in no sum.
                </p>
              )}
              <div class="total-actions">
                <button type="button" class="quiet-button toggle" aria-pressed={all} onClick={() => void costs.showAll(!all)}>
                  All months
                </button>
                <Button onPress={() => costs.openCsv()}>Open as CSV</Button>
              </div>
            </div>
            <CostsLimits budgets={report.budgets} />
            <UnresolvedRequests requests={report.unresolved} />
            <CostsTable report={report} />
            <EstimateRecords records={report.records} />
            <AccountCheck />
          </>
        )}
      </div>
    </Drawer>
  );
}
