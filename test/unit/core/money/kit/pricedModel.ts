import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';

/** A model of which only the prices matter. */
export function pricedModel(fields: Partial<CatalogueModel> = {}): CatalogueModel {
  return {
    id: 'm',
    canonicalId: 'm',
    name: 'M',
    contextTokens: null,
    maxOutputTokens: null,
    inputModalities: ['text'],
    tokenizer: null,
    promptUsd: '0.000003',
    completionUsd: '0.000015',
    otherPrices: {},
    priceRules: [],
    simulated: false,
    ...fields,
  };
}
