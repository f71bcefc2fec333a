import { modelPrice } from '../../src/shared/format/modelPrice.ts';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import type { Spend } from '../../src/shared/model/costs.ts';
import { makerPart } from '../format/modelFigures.ts';
import { percentOf } from '../format/percentOf.ts';
import { sumUsd } from '../../src/shared/model/sumUsd.ts';
import { Cell, Figure } from '../ui/cells.tsx';

/** More would be a list, and the costs view has one. */
const maxShown = 5;

/** Which model took what share of this conversation's money, and what the current one asks. */
export function ModelsCell({ byModel, model }: Pick<Spend, 'byModel'> & { readonly model: CatalogueModel | null }) {
  const total = Number(sumUsd(byModel.map(({ usd }) => usd)));
  const paid = byModel.filter(({ usd }) => Number(usd) > 0);
  return (
    <Cell name="Models">
      {paid.length > 0 && (
        <>
          <p class="label">Share of spend</p>
          <div class="shares">
            {paid.slice(0, maxShown).map(({ modelId, usd }) => (
              <p class="share" key={modelId} title={`${modelId}: ${usd} USD`}>
                <span class="share-model">{modelId.slice(makerPart(modelId).length)}</span>
                <span>{percentOf(Number(usd), total)}</span>
                <svg class="share-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="ground" width="100" height="1" />
                  <rect class="received" width={(100 * Number(usd)) / total} height="1" />
                </svg>
              </p>
            ))}
          </div>
        </>
      )}
      {model && <Figure label="Price per million">{modelPrice(model)}</Figure>}
    </Cell>
  );
}
