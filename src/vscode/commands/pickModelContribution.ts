import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import type { ModelRouter } from '../../core/models/modelRouter.ts';
import { requireSurface } from '../chat/requireSurface.ts';
import type { Settings } from '../settings/settings.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { pickModel } from './pickModel.ts';

interface PickModelServices {
  readonly router: ModelRouter;
  readonly surfaces: SurfaceRegistry;
  readonly repository: Pick<ConversationRepository, 'conversation'>;
  readonly settings: Settings;
}

export const pickModelContribution: OptionalContribution<PickModelServices, 'selectModel'> = {
  name: 'pickModel',
  required: false,
  commands: ['selectModel'],
  start: ({ router, surfaces, repository, settings }) => ({
    async selectModel() {
      // Decided before the question: what is touched while it is asked was not meant.
      const surface = requireSurface(surfaces);
      if (!surface) return;
      const { conversationId, location } = surface.session;
      const conversation = conversationId === null ? undefined : await repository.conversation(conversationId);
      const modelId = await pickModel(router, conversation?.modelId ?? location.modelId ?? settings.get('model.default'));
      if (modelId) await surface.session.selectModel(modelId);
    },
  }),
};
