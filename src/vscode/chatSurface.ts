import * as vscode from 'vscode';
import { SurfaceSession, type SurfaceSessionOptions } from '../core/surfaceSession.ts';
import { parseInbound } from './inboundMessage.ts';
import { webviewHtml } from './webviewHtml.ts';

export type SessionServices = Omit<SurfaceSessionOptions, 'post'>;

/** Brings a webview and a session together: the page, its permissions, the messages both ways. */
export function openSurface(
  webview: vscode.Webview,
  dist: vscode.Uri,
  services: SessionServices,
): { session: SurfaceSession; disposable: vscode.Disposable } {
  const session = new SurfaceSession({
    ...services,
    post: (message) => {
      webview.postMessage(message).then(undefined, (error: unknown) => services.logger.debug('webview.gone', { error: String(error) }));
    },
  });
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const subscription = webview.onDidReceiveMessage((value: unknown) => {
    const inbound = parseInbound(value);
    if ('message' in inbound) session.receive(inbound.message);
    else services.logger.warn('webview.badMessage', { reason: inbound.reason });
  });
  webview.html = webviewHtml(webview, dist);
  return { session, disposable: vscode.Disposable.from(subscription, session) };
}
