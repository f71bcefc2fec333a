import { noKey } from '../../errors/chatErrors.ts';
import type { ModelRouter } from '../../models/modelRouter.ts';
import type { SecretStore } from '../../ports/secretStore.ts';
import type { BeforeSend } from './beforeSend.ts';

interface RequireKeyNeeds {
  readonly router: Pick<ModelRouter, 'find'>;
  readonly secrets: SecretStore;
}

/** Without a key only the demonstration model answers. Rejects with NO_KEY. */
export function requireKey({ router, secrets }: RequireKeyNeeds): BeforeSend {
  return async ({ modelId }) => {
    if (router.find(modelId)?.simulated) return;
    if (!(await secrets.get())) throw noKey();
  };
}
