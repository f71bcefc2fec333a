import type { HostMessage, WebviewMessage } from '../../src/shared/protocol/messages.ts';

/** The wall between the page and the extension host: the only thing of VS Code that the app knows. */
export interface HostPort {
  post(message: WebviewMessage): void;
  onMessage(listener: (message: HostMessage) => void): void;
  /** What `setState` kept when the page was last open; undefined when it was never open. */
  getState(): unknown;
  setState(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: WebviewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

/** VS Code hands out its API once per page; so call this once. */
export function vsCodeHost(): HostPort {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<HostMessage>) => {
        // VS Code's frame around the page has its origin, and passes on to it what the host posts (`pre/index.html` of its webviews).
        if (event.origin === window.origin) listener(event.data);
      }),
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}
