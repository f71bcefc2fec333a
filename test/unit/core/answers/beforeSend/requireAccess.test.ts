import { expect, it, vi } from 'vitest';
import { requireAccess } from '../../../../../src/core/answers/beforeSend/requireAccess.ts';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { pricedModel } from '../../money/kit/pricedModel.ts';

async function check(model: CatalogueModel | undefined, access: () => Promise<void>) {
  await requireAccess({ router: { find: () => model }, access: { require: access } })({
    conversationId: 'c',
    modelId: 'm',
    unreserved: true,
  });
}

it('lets through what may be sent, and refuses what may not, whether or not the model is known', async () => {
  await expect(check(pricedModel(), () => Promise.resolve())).resolves.toBeUndefined();
  const refused = new ChatError('NO_KEY', 'There is no key.');
  await expect(check(pricedModel(), () => Promise.reject(refused))).rejects.toBe(refused);
  await expect(check(undefined, () => Promise.reject(refused))).rejects.toBe(refused);
});

it('asks for nothing where the demonstration answers', async () => {
  const access = vi.fn(() => Promise.resolve());
  await check(pricedModel({ simulated: true }), access);
  expect(access).not.toHaveBeenCalled();
});
