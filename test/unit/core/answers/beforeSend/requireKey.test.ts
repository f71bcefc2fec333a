import { expect, it } from 'vitest';
import { requireKey } from '../../../../../src/core/answers/beforeSend/requireKey.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { MemorySecrets } from '../../../../support/fakes/memorySecrets.ts';
import { pricedModel } from '../../money/kit/pricedModel.ts';

/** Code of what the step rejects with, and how often the key was read. */
async function check(key: string | null, model: CatalogueModel | undefined) {
  const secrets = new MemorySecrets(key);
  const step = requireKey({ router: { find: () => model }, secrets });
  const code = await step({ conversationId: 'c', modelId: 'm', unreserved: true }).then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  );
  return { code, reads: secrets.reads };
}

it('lets through what has a key, and refuses what has none', async () => {
  expect(await check('sk-test', pricedModel())).toEqual({ code: null, reads: 1 });
  expect(await check(null, pricedModel())).toEqual({ code: 'NO_KEY', reads: 1 });
  expect(await check(null, undefined)).toEqual({ code: 'NO_KEY', reads: 1 });
});

it('asks for no key where the demonstration answers', async () => {
  expect(await check(null, pricedModel({ simulated: true }))).toEqual({ code: null, reads: 0 });
});
