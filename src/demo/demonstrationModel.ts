import { demonstrationModelId } from '../shared/limits.ts';
import type { CatalogueModel } from '../shared/model/catalogue.ts';
import { demonstrationEndpoint } from '../shared/model/modelReference.ts';

/** The catalogue row of the built-in model. Its prices are nominal: they make the meters move, nothing is charged. */
export const demonstrationModel: CatalogueModel = {
  id: demonstrationModelId,
  endpoint: demonstrationEndpoint,
  canonicalId: demonstrationModelId,
  name: 'Demonstration',
  contextTokens: 128_000,
  maxOutputTokens: 4_096,
  promptUsd: '0.000001',
  completionUsd: '0.000002',
  otherPrices: {},
  priceRules: [],
  inputModalities: ['text'],
  tokenizer: null,
  simulated: true,
};
