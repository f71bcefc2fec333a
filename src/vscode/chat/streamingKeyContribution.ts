import type { Core } from '../../core/createCore.ts';
import type { EventBus } from '../../core/events/eventBus.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { ContextKey } from '../platform/contextKey.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import type { ChatPanels } from './chatPanel.ts';
import type { ChatView } from './chatView.ts';
import type { Surface, SurfaceRegistry } from './surfaceRegistry.ts';

interface StreamingKeyServices {
  readonly view: Pick<ChatView, 'surface'>;
  readonly panels: Pick<ChatPanels, 'active'>;
  readonly surfaces: SurfaceRegistry;
  readonly core: Core;
  readonly bus: EventBus;
  readonly logger: Logger;
}

/**
 * Says in the `when` clauses of the manifest whether an answer is running: on the surface that commands mean (`streaming`), in the view, whose
 * title bar shows Stop by it (`viewStreaming`), and in the active editor (`panelStreaming`).
 */
export const streamingKeyContribution: OptionalContribution<StreamingKeyServices> = {
  name: 'streamingKey',
  required: false,
  commands: [],
  start({ view, panels, surfaces, core: { orchestrator }, bus, logger }, disposables) {
    const isStreaming = (surface: Surface | null): boolean => {
      const conversationId = surface?.session.conversationId ?? null;
      return conversationId !== null && orchestrator.live(conversationId).length > 0;
    };
    const keyOf = (name: string, surface: () => Surface | null) => {
      const key = new ContextKey<boolean>(`neuralTerminal.${name}`, logger);
      return () => key.set(isStreaming(surface()));
    };
    const keys = [
      keyOf('streaming', () => surfaces.current),
      keyOf('viewStreaming', () => view.surface),
      keyOf('panelStreaming', () => panels.active),
    ];
    const update = () => {
      for (const updateKey of keys) updateKey();
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
