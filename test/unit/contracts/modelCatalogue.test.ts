import { ChatError } from '../../../src/core/errors/chatError.ts';
import { modelCatalogueContract } from '../../support/contracts/modelCatalogueContract.ts';
import { MemoryCatalogue } from '../../support/fakes/memoryCatalogue.ts';
import { pricedModel } from '../core/money/kit/pricedModel.ts';

// The catalogue of OpenRouter, which is the real one, is asked in the integration tier.
modelCatalogueContract('MemoryCatalogue', () => {
  const endpoint = 'https://here.example/v1';
  const catalogue = new MemoryCatalogue([pricedModel({ id: 'a/model', canonicalId: 'a/model-2026', endpoint })], false);
  return Promise.resolve({
    catalogue,
    disconnect: () => void (catalogue.failure = new ChatError('OFFLINE', 'There is no line.')),
    setPrice: (promptUsd) => void (catalogue.models = catalogue.models.map((model) => ({ ...model, promptUsd }))),
  });
});
