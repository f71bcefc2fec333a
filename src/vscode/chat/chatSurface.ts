import * as vscode from 'vscode';
import { ChatError } from '../../core/errors/chatError.ts';
import { createSurfaceSession, type SurfaceSessionOptions } from '../../core/surface/createSurfaceSession.ts';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';
import type { HostMessage } from '../../shared/protocol/messages.ts';
import { parseInbound } from './inboundMessage.ts';
import type { SurfaceKind, SurfaceMemory } from './surfaceMemory.ts';
import { webviewHtml } from './webviewHtml.ts';

const notAccepted = new ChatError(
  'INPUT_TOO_LONG',
  'This is more than can be sent at once (50 attachments, two million characters each). Nothing was sent.',
);

export interface SessionServices extends Omit<SurfaceSessionOptions, 'post' | 'remembered'> {
  readonly memory: SurfaceMemory;
}

/** Brings a webview and a session together: the page, its permissions, the messages both ways. */
export function openChatSurface(
  webview: vscode.Webview,
  kind: SurfaceKind,
  dist: vscode.Uri,
  { memory, ...services }: SessionServices,
): { session: SurfaceSession; disposable: vscode.Disposable } {
  const post = (message: HostMessage) => {
    webview.postMessage(message).then(undefined, (error: unknown) => services.logger.debug('webview.gone', { error: String(error) }));
  };
  const session = createSurfaceSession({ ...services, post, remembered: (surface) => memory.recall(kind, surface) });
  const following = memory.follow(kind, session);
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const subscription = webview.onDidReceiveMessage((value: unknown) => {
    const inbound = parseInbound(value);
    if ('message' in inbound) {
      session.receive(inbound.message);
      return;
    }
    services.logger.warn('webview.badMessage', { reason: inbound.reason });
    if (inbound.request !== null) post({ type: 'reply', re: inbound.request, error: notAccepted.toFailure() });
  });
  webview.html = webviewHtml(webview, dist);
  return { session, disposable: vscode.Disposable.from(subscription, following, session) };
}
