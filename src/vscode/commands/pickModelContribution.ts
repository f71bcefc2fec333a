import type { ModelRouter } from '../../core/models/modelRouter.ts';
import type { ChatView } from '../chat/chatView.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { pickModel } from './pickModel.ts';

interface PickModelServices {
  readonly router: ModelRouter;
  readonly surfaces: SurfaceRegistry;
  readonly view: ChatView;
}

export const pickModelContribution: OptionalContribution<PickModelServices, 'selectModel'> = {
  name: 'pickModel',
  required: false,
  commands: ['selectModel'],
  start: ({ router, surfaces, view }) => ({
    async selectModel() {
      const modelId = await pickModel(router);
      if (modelId === undefined) return;
      if (!surfaces.visible) await view.reveal();
      await (surfaces.visible ?? surfaces.active)?.session.selectModel(modelId);
    },
  }),
};
