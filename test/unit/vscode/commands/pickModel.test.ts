import { beforeEach, expect, it } from 'vitest';
import type { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import type { CatalogueModel } from '../../../../src/shared/model/catalogue.ts';
import { demonstrationModel } from '../../../../src/demo/demonstrationModel.ts';
import { pickModel } from '../../../../src/vscode/commands/pickModel.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { pricedModel } from '../../core/money/kit/pricedModel.ts';

beforeEach(resetFakeVscode);

const routerOf = (...models: readonly CatalogueModel[]) =>
  ({ list: () => Promise.resolve({ models, stale: false }) }) as Partial<ModelRouter> as ModelRouter;

it('every model is offered with its name, its price for a million tokens and its context', async () => {
  await pickModel(
    routerOf(
      pricedModel({ id: 'a/model', name: 'A Model', contextTokens: 128_000 }),
      pricedModel({ id: 'b/free', name: 'Free', promptUsd: '0', completionUsd: '0' }),
      pricedModel({ id: 'c/unknown', name: 'Unknown', promptUsd: null, completionUsd: null }),
      demonstrationModel,
    ),
    'c/unknown',
  );
  expect(recorded.quickPicks[0]?.items).toMatchObject([
    {
      label: 'a/model',
      description: 'A Model',
      detail: `$3 in, $15 out per million tokens · ${(128_000).toLocaleString()} tokens of context`,
    },
    { label: 'b/free', description: 'Free', detail: '$0 in, $0 out per million tokens' },
    { label: 'c/unknown', description: 'Unknown · current', detail: '$? in, $? out per million tokens' },
    { label: 'demo/tour', description: 'Demonstration', detail: 'simulated, costs nothing' },
  ]);
});

it.each([
  ['b/model', 'b/model'],
  [undefined, undefined],
])('what is picked (%s) is the id of the model', async (picks, id) => {
  fakeUser.picks = picks;
  expect(await pickModel(routerOf(pricedModel({ id: 'a/model' }), pricedModel({ id: 'b/model' })), 'a/model')).toBe(id);
});

it('a catalogue that cannot be read is the failure of the command', async () => {
  const router = { list: () => Promise.reject(new Error('offline')) } as Partial<ModelRouter> as ModelRouter;
  await expect(pickModel(router, 'a/model')).rejects.toThrow('offline');
});
