import type { ModelsRequests } from '../../shared/protocol/requests/models.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { RequestHandlers } from './requestHandlers.ts';
import type { RequestingSurface } from './requestingSurface.ts';

/** Carries out what one surface asks of the catalogue. */
export function modelsRequests(router: ModelRouter, surface: RequestingSurface): RequestHandlers<ModelsRequests> {
  return {
    selectModel: async ({ id }) => {
      await surface.selectModel(id);
      return null;
    },

    listModels: () => router.list(),
  };
}
