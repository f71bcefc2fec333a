import type { HostCommand } from '../../src/shared/protocol/messages.ts';
import type { ComposerStore } from './composerStore.ts';
import type { ConversationActions } from './conversationActions.ts';
import type { DeletedStore } from './deletedStore.ts';
import type { TouchReporter } from '../transport/touchReporter.ts';
import type { NoticesStore } from './noticesStore.ts';
import type { ViewStore } from './viewStore.ts';

/** Complete by type: a command of the host that is left out here does not compile. */
type HostCommandHandlers = { readonly [N in HostCommand['command']]: (command: Extract<HostCommand, { readonly command: N }>) => void };

interface HostCommandsOptions {
  readonly view: ViewStore;
  readonly notices: NoticesStore;
  readonly composer: ComposerStore;
  readonly conversations: ConversationActions;
  readonly deleted: DeletedStore;
  readonly touch: Pick<TouchReporter, 'otherTouched'>;
}

/** What the host asks of the page itself, which is no change of state. */
export class HostCommands {
  readonly #handlers: HostCommandHandlers;

  constructor({ view, notices, composer, conversations, deleted, touch }: HostCommandsOptions) {
    this.#handlers = {
      attach: ({ attachment }) => composer.attach(attachment),
      focusComposer: () => composer.focus(),
      otherTouched: () => touch.otherTouched(),
      openCosts: () => (view.drawer.value = 'costs'),
      openDeleted: () => {
        view.drawer.value = 'archive';
        deleted.isOpen.value = true;
      },
      notice: ({ text }) => (notices.message.value = text),
      deleted: ({ conversation }) => conversations.offerRestore(conversation),
    };
  }

  run(command: HostCommand): void {
    (this.#handlers[command.command] as (command: HostCommand) => void)(command);
  }
}
