import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { translationsElement } from './translationsElement.ts';

/**
 * The page of a surface. Its policy allows scripts by nonce, styles and fonts from the extension, pictures from the extension and from data:
 * URLs, and nothing else: no network, no inline style attributes, no frames. The nonce on styles is for the design system's own style sheet.
 */
export function webviewHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(24).toString('base64url');
  const url = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  return `<!DOCTYPE html>
<html lang="${vscode.l10n.bundle ? vscode.env.language : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(webview.cspSource, nonce)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Neural Terminal</title>
<link rel="stylesheet" href="${url('webview.css')}">
</head>
<body>
<div id="app"></div>
${translationsElement(vscode.l10n.bundle)}<script nonce="${nonce}" src="${url('webview.js')}"></script>
</body>
</html>`;
}

function contentSecurityPolicy(source: string, nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}
