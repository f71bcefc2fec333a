import type { CostsReport } from '../../src/shared/model/costs.ts';
import { type CostsDay, costsDays } from '../format/costsDays.ts';
import { count } from '../format/entryFigures.ts';
import { Money } from '../ui/cells.tsx';

/** Newest day first; a day begins with its sums, then comes each model. Narrow, it scrolls in a box of its own. */
export function CostsTable({ report }: { readonly report: CostsReport }) {
  const { rows, complete } = report;
  return (
    <div class="cost-section" role="group" aria-label="Days and models">
      <header class="cost-section-head">
        <h3 class="label">Days and models</h3>
        <small class="remark">local days</small>
      </header>
      {rows.length === 0 ? (
        <p class="nothing">{complete ? 'The ledger is empty.' : 'Nothing was spent this month.'} The first answer opens the first line.</p>
      ) : (
        <div class="table-box" tabIndex={0} role="group" aria-label="Costs per day and model">
          <table class="costs-table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Model</th>
                <th scope="col">Requests</th>
                <th scope="col">Tokens in</th>
                <th scope="col">Tokens out</th>
                <th scope="col">Cost</th>
              </tr>
            </thead>
            {costsDays(rows).map((day) => (
              <DayRows key={day.day} day={day} />
            ))}
          </table>
        </div>
      )}
    </div>
  );
}

function DayRows({ day }: { readonly day: CostsDay }) {
  return (
    <tbody>
      <tr class="day-sum" data-day={day.day} data-day-usd={day.usd}>
        <th scope="rowgroup" rowSpan={day.rows.length + 1}>
          {day.day}
        </th>
        <td>all models</td>
        <Sums {...day} />
      </tr>
      {day.rows.map((row) => (
        <tr key={row.modelId} data-row-usd={row.usd}>
          <th scope="row">{row.modelId}</th>
          <Sums {...row} />
        </tr>
      ))}
    </tbody>
  );
}

type SumsProps = Pick<CostsDay, 'requests' | 'promptTokens' | 'completionTokens' | 'usd' | 'approximate'>;

function Sums({ requests, promptTokens, completionTokens, usd, approximate }: SumsProps) {
  return (
    <>
      <td>{count(requests)}</td>
      <td>{count(promptTokens)}</td>
      <td>{count(completionTokens)}</td>
      <td class="row-cost">
        <Money usd={usd} approximate={approximate} />
      </td>
    </>
  );
}
