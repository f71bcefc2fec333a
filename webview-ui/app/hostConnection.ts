import type { HostMessage } from '../../src/shared/protocol/messages.ts';
import type { PageRoot } from '../stores/createStores.ts';
import type { HostPort } from '../transport/host.ts';

type TypedMessage = Extract<HostMessage, { readonly type: string }>;
type StateMessage = Parameters<PageRoot['transitions']['apply']>[0];

/** Complete by type: a kind of message that is left out here does not compile. */
type HostMessageHandlers = {
  readonly [T in TypedMessage['type']]: (message: Extract<TypedMessage, { readonly type: T }>) => void;
};

/** Takes what the host sends to where it belongs, and acknowledges what is on the screen. */
export class HostConnection {
  readonly #host: HostPort;
  readonly #root: Pick<PageRoot, 'location' | 'transitions' | 'drafts'>;
  readonly #handlers: HostMessageHandlers;

  constructor(host: HostPort, { location, transitions, drafts, hostRequests, hostCommands }: PageRoot) {
    this.#host = host;
    this.#root = { location, transitions, drafts };
    this.#handlers = {
      reply: (reply) => hostRequests.accept(reply),
      hostCommand: (command) => hostCommands.run(command),
      snapshot: (snapshot) => this.#applyState(snapshot),
    };
  }

  /** Listens to the host and says so. */
  open(): void {
    this.#host.onMessage((message) => this.#receive(message));
    this.sayReady();
  }

  /** Asks the host for everything, beginning with a snapshot. */
  sayReady(): void {
    const { location, drafts } = this.#root;
    const [conversation, stay] = [location.conversationId.peek(), location.stay.peek()];
    this.#host.post({
      type: 'ready',
      surface: location.surfaceId.peek(),
      entries: location.entries.peek(),
      changes: drafts.changes,
      ...(conversation !== undefined && { conversation, tip: location.tip.peek() }),
      ...(stay !== undefined && { stay }),
    });
  }

  #receive(message: HostMessage): void {
    if ('type' in message) (this.#handlers[message.type] as (message: TypedMessage) => void)(message);
    else this.#applyState(message);
  }

  #applyState(message: StateMessage): void {
    const answer = this.#root.transitions.apply(message);
    if (answer === 'resync') this.#host.post({ type: 'resync' });
    // Signals redraw in a microtask, so this frame shows the batch. A hidden page gets no frame: the host waits, by design.
    else if (answer) requestAnimationFrame(() => this.#host.post({ type: 'painted', rev: answer.painted }));
  }
}
