import type { EstimateRecord } from '../../src/shared/model/forecast.ts';
import { modelKey } from '../../src/shared/model/modelReference.ts';
import { t } from '../../src/shared/l10n/t.ts';
import { recordFigure, recordSentence } from '../format/estimateRecord.ts';

/** How far estimates could be trusted, by model; the next estimate is corrected by it. */
export function EstimateRecords({ records }: { readonly records: readonly EstimateRecord[] }) {
  if (records.length === 0) return null;
  return (
    <div class="cost-section" role="group" aria-label="Bills against estimates">
      <header class="cost-section-head">
        <h3 class="label">Bills against estimates</h3>
      </header>
      <ul class="pairs">
        {records.map((record) => (
          <li key={modelKey(record)} title={`${recordSentence(record)} Exactly ×${record.costRatio}.${server(record)}`}>
            <span class="pair-name">{record.modelId}</span>
            <span>{recordFigure(record)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A model of that name elsewhere has a record of its own. */
function server({ endpoint }: EstimateRecord): string {
  return endpoint === null ? '' : ` ${t('At {0}.', endpoint)}`;
}
