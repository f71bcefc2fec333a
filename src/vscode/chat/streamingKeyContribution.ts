import type { Core } from '../../core/createCore.ts';
import type { EventBus } from '../../core/events/eventBus.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { ContextKey } from '../platform/contextKey.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import type { SurfaceRegistry } from './surfaceRegistry.ts';

interface StreamingKeyServices {
  readonly surfaces: SurfaceRegistry;
  readonly core: Core;
  readonly bus: EventBus;
  readonly logger: Logger;
}

/** Says in the `when` clauses of the manifest whether an answer is running in the conversation that the person used last. */
export const streamingKeyContribution: OptionalContribution<StreamingKeyServices> = {
  name: 'streamingKey',
  required: false,
  commands: [],
  start({ surfaces, core: { orchestrator }, bus, logger }, disposables) {
    const streaming = new ContextKey<boolean>('neuralTerminal.streaming', logger);
    const update = () => {
      const conversationId = surfaces.active?.session.conversationId ?? null;
      streaming.set(conversationId !== null && orchestrator.live(conversationId).length > 0);
    };
    disposables.push(surfaces.onDidChange(update));
    disposables.push(
      bus.subscribeAll(({ type }) => {
        if (type !== 'token.generated') update();
      }),
    );
    return {};
  },
};
