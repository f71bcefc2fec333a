import type { Core } from '../../core/createCore.ts';
import type { HostCommand } from '../../shared/protocol/messages.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { RequiredContribution } from '../platform/contribution.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChatPanels } from './chatPanel.ts';
import type { ChatView } from './chatView.ts';
import { requireSurface } from './requireSurface.ts';
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

/** `view…` and `panel…` are the buttons of title bars: they mean what they stand above, whatever was touched last. */
type ChatCommand =
  | 'openChat'
  | 'openInEditor'
  | 'newConversation'
  | 'stop'
  | 'showCosts'
  | 'showDeleted'
  | 'viewStop'
  | 'viewNewConversation'
  | 'viewOpenInEditor'
  | 'panelStop'
  | 'panelNewConversation';

/** The surfaces: what is shown in the sidebar and in editors, and what the palette and the title bars do with it. */
export const chatContribution: RequiredContribution<ChatServices, ChatCommand> = {
  name: 'chat',
  required: true,
  commands: [
    'openChat',
    'openInEditor',
    'newConversation',
    'stop',
    'showCosts',
    'showDeleted',
    'viewStop',
    'viewNewConversation',
    'viewOpenInEditor',
    'panelStop',
    'panelNewConversation',
  ],
  start({ view, panels, surfaces, environment, settings, core: { orchestrator }, archive }, disposables) {
    disposables.push(settings.onDidChange(() => orchestrator.refreshBudgets()));
    disposables.push(archive.onDidChangeState(() => environment.statusChanged()));
    /** On the surface that is meant; with none in sight in the view, which is opened for it. */
    const send = (command: HostCommand) => {
      const { current } = surfaces;
      return current ? current.session.sendCommand(command) : view.sendCommand(command);
    };
    return {
      // A page that is only made now begins in its composer by itself, if it has the focus by then: one that asked for it later would take the
      // keys that are typed elsewhere meanwhile, and transmit them.
      openChat: () =>
        view.surface?.isVisible() ? view.sendCommand({ type: 'hostCommand', command: 'focusComposer' }) : view.reveal(() => undefined),
      openInEditor: () => panels.open(surfaces.current?.session.conversationId ?? null),
      newConversation() {
        const { current } = surfaces;
        return current ? current.session.newConversation() : view.reveal((session) => session.newConversation());
      },
      stop: () => requireSurface(surfaces)?.session.stop(),
      showCosts: () => send({ type: 'hostCommand', command: 'openCosts' }),
      showDeleted: () => send({ type: 'hostCommand', command: 'openDeleted' }),
      viewStop: () => view.surface?.session.stop(),
      viewNewConversation: () => view.surface?.session.newConversation(),
      viewOpenInEditor: () => panels.open(view.surface?.session.conversationId ?? null),
      panelStop: () => panels.active?.session.stop(),
      panelNewConversation: () => panels.active?.session.newConversation(),
    };
  },
};
