import type { CatalogueModel } from '../../../shared/model/catalogue.ts';
import { parseUsd } from '../../../shared/model/usd.ts';

/** True when the catalogue names a price above nothing for the model, under whatever condition. */
export function isPriced(model: CatalogueModel | undefined): boolean {
  if (!model) return false;
  const { promptUsd, completionUsd, otherPrices, priceRules } = model;
  const stated = [
    promptUsd,
    completionUsd,
    ...[otherPrices, ...priceRules].flatMap((prices) => Object.values(prices) as readonly unknown[]),
  ];
  return stated.some((usd) => typeof usd === 'string' && parseUsd(usd)?.gt(0) === true);
}
