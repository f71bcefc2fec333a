import { modelPrice } from '../../src/shared/format/modelPrice.ts';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import type { Spend } from '../../src/shared/model/costs.ts';
import { makerPart } from '../format/modelFigures.ts';
import { percentOf } from '../format/percentOf.ts';
import { sumUsd } from '../../src/shared/model/sumUsd.ts';
import { Cell, Figure, noFigure } from '../ui/cells.tsx';

/** More would be a list, and the costs view has one. */
const maxShown = 5;

/** What the current model asks, and below that which model took what share of this conversation's money: a new one is added at the end. */
export function ModelsCell({ byModel, model }: Pick<Spend, 'byModel'> & { readonly model: CatalogueModel | null }) {
  const total = Number(sumUsd(byModel.map(({ usd }) => usd)));
  const paid = byModel.filter(({ usd }) => Number(usd) > 0);
  return (
    <Cell name="Models">
      <Figure label="Price per million">{model ? modelPrice(model) : noFigure}</Figure>
      <p class="label">Share of spend</p>
      <div class="shares">
        {paid.slice(0, maxShown).map(({ modelId, usd }) => (
          <Share
            key={modelId}
            name={modelId.slice(makerPart(modelId).length)}
            explanation={`${modelId}: ${usd} USD`}
            part={Number(usd)}
            total={total}
          />
        ))}
        {paid.length === 0 && <Share name={noFigure} part={0} total={0} />}
      </div>
    </Cell>
  );
}

interface ShareProps {
  readonly name: string;
  readonly explanation?: string;
  /** USD. */
  readonly part: number;
  readonly total: number;
}

function Share({ name, explanation, part, total }: ShareProps) {
  return (
    <p class="share" title={explanation}>
      <span class="share-model">{name}</span>
      <span>{total > 0 ? percentOf(part, total) : noFigure}</span>
      <svg class="share-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width="100" height="1" />
        {total > 0 && <rect class="received" width={(100 * part) / total} height="1" />}
      </svg>
    </p>
  );
}
