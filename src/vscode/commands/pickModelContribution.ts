import type { ModelRouter } from '../../core/models/modelRouter.ts';
import { requireSurface } from '../chat/requireSurface.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { pickModel } from './pickModel.ts';

interface PickModelServices {
  readonly router: ModelRouter;
  readonly surfaces: SurfaceRegistry;
}

export const pickModelContribution: OptionalContribution<PickModelServices, 'selectModel'> = {
  name: 'pickModel',
  required: false,
  commands: ['selectModel'],
  start: ({ router, surfaces }) => ({
    async selectModel() {
      // Decided before the question: what is touched while it is asked was not meant.
      const surface = requireSurface(surfaces);
      const modelId = surface && (await pickModel(router));
      if (surface && modelId) await surface.session.selectModel(modelId);
    },
  }),
};
