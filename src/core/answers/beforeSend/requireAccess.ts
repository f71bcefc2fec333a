import type { ModelRouter } from '../../models/modelRouter.ts';
import type { ServerAccess } from '../../ports/serverAccess.ts';
import type { BeforeSend } from './beforeSend.ts';

interface RequireAccessNeeds {
  readonly router: Pick<ModelRouter, 'find'>;
  readonly access: Pick<ServerAccess, 'require'>;
}

/** Only the demonstration model answers without a server that may be asked. Rejects as `ServerAccess.require` does. */
export function requireAccess({ router, access }: RequireAccessNeeds): BeforeSend {
  return async ({ modelId }) => {
    if (!router.find(modelId)?.simulated) await access.require();
  };
}
