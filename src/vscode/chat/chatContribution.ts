import type { Core } from '../../core/createCore.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { RequiredContribution } from '../platform/contribution.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChatPanels } from './chatPanel.ts';
import type { ChatView } from './chatView.ts';
import type { SurfaceRegistry } from './surfaceRegistry.ts';
import type { WindowHostServices } from './windowHostServices.ts';

interface ChatServices {
  readonly view: ChatView;
  readonly panels: ChatPanels;
  readonly surfaces: SurfaceRegistry;
  readonly environment: WindowHostServices;
  readonly settings: Settings;
  readonly core: Core;
  readonly archive: { onDidChangeState(listener: () => void): Disposable };
}

/** The surfaces: what is shown in the sidebar and in editors, and what the palette does with it. */
export const chatContribution: RequiredContribution<ChatServices, 'openChat' | 'openInEditor' | 'newConversation' | 'stop' | 'showCosts'> =
  {
    name: 'chat',
    required: true,
    commands: ['openChat', 'openInEditor', 'newConversation', 'stop', 'showCosts'],
    start({ view, panels, surfaces, environment, settings, core: { orchestrator }, archive }, disposables) {
      disposables.push(settings.onDidChange(() => orchestrator.refreshBudgets()));
      disposables.push(archive.onDidChangeState(() => environment.statusChanged()));
      return {
        openChat: () => view.sendCommand({ type: 'hostCommand', command: 'focusComposer' }),
        openInEditor: () => panels.open(surfaces.active?.session.conversationId ?? null),
        async newConversation() {
          if (!surfaces.visible) await view.reveal();
          (surfaces.visible ?? surfaces.active)?.session.newConversation();
        },
        stop: () => surfaces.active?.session.stop(),
        showCosts() {
          const surface = surfaces.visible;
          const command = { type: 'hostCommand', command: 'openCosts' } as const;
          return surface ? surface.session.sendCommand(command) : view.sendCommand(command);
        },
      };
    },
  };
