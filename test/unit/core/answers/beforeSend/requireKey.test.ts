import { expect, it } from 'vitest';
import { requireKey } from '../../../../../src/core/answers/beforeSend/requireKey.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { pricedModel } from '../../money/kit/pricedModel.ts';

/** Code of what the step rejects with, and how often the key was read. */
async function check(key: string | null, model: CatalogueModel | undefined) {
  let reads = 0;
  const secrets = {
    get: () => {
      reads += 1;
      return Promise.resolve(key === null ? undefined : { key, source: 'stored' as const });
    },
  };
  const step = requireKey({ router: { find: () => model }, secrets });
  const code = await step({ conversationId: 'c', modelId: 'm', unreserved: true }).then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  );
  return { code, reads };
}

it('lets through what has a key, and refuses what has none', async () => {
  expect(await check('sk-test', pricedModel())).toEqual({ code: null, reads: 1 });
  expect(await check(null, pricedModel())).toEqual({ code: 'NO_KEY', reads: 1 });
  expect(await check(null, undefined)).toEqual({ code: 'NO_KEY', reads: 1 });
});

it('asks for no key where the demonstration answers', async () => {
  expect(await check(null, pricedModel({ simulated: true }))).toEqual({ code: null, reads: 0 });
});
