import { setImmediate } from 'node:timers/promises';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import type { HostMessage, RequestMessage, WebviewMessage } from '../../../../src/shared/protocol/messages.ts';
import type { SurfaceState } from '../../../../src/shared/protocol/surfaceState.ts';
import { HostConnection } from '../../../../webview-ui/app/hostConnection.ts';
import { createStores } from '../../../../webview-ui/stores/createStores.ts';

/** The real stores with a host that is written down instead of answering. `saved` is what `setState` kept before. */
export function openPage(saved?: unknown) {
  const posted: WebviewMessage[] = [];
  const states: unknown[] = [];
  let receive: (message: HostMessage) => void = () => undefined;
  const host = {
    post: (message: WebviewMessage) => void posted.push(message),
    onMessage: (listener: (message: HostMessage) => void) => void (receive = listener),
    getState: () => saved,
    setState: (state: unknown) => void states.push(state),
  };
  const root = createStores(host);
  const connection = new HostConnection(host, root);
  root.viewState.startSaving();
  connection.open();
  const requests = () => posted.filter((message): message is RequestMessage => message.type === 'request');
  const settle = async (answer: { readonly ok: unknown } | { readonly error: Failure }) => {
    receive({ type: 'reply', re: requests().at(-1)!.id, ...answer });
    await setImmediate();
  };
  return {
    ...root.stores,
    viewState: root.viewState,
    connection,
    posted,
    states,
    receive: (message: HostMessage) => receive(message),
    snapshot: (state: SurfaceState, rev = 1) => receive({ type: 'snapshot', rev, state }),
    /** Name and body of each request so far. */
    requested: () => requests().map(({ name, body }) => [name, body]),
    grant: (ok: unknown = null) => settle({ ok }),
    refuse: (error: Failure) => settle({ error }),
  };
}
