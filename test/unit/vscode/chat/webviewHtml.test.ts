import { describe, expect, it } from 'vitest';
import { webviewHtml } from '../../../../src/vscode/chat/webviewHtml.ts';
import { FakeWebview } from '../../../support/fakeVscode/fakeSurface.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';

function page() {
  const webview = new FakeWebview();
  const html = webviewHtml(webview, FakeUri.file('/extension/dist'));
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found = '']) => found);
  const [policy = ''] = all(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/g);
  return { webview, html, all, policy, nonce: /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '' };
}

describe('the policy of the page', () => {
  it('allows exactly this', () => {
    const { policy, nonce, webview } = page();
    expect(policy.split('; ')).toEqual([
      `default-src 'none'`,
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource} 'nonce-${nonce}'`,
      `font-src ${webview.cspSource}`,
      `img-src ${webview.cspSource} data:`,
      `base-uri 'none'`,
      `form-action 'none'`,
    ]);
  });

  it('stands before everything that it governs', () => {
    const { html } = page();
    const policyAt = html.indexOf('Content-Security-Policy');
    for (const tag of ['<script', '<link', '<style', '<body'])
      expect(html.indexOf(tag, 0) === -1 || html.indexOf(tag) > policyAt).toBe(true);
  });
});

describe('the nonce', () => {
  it('is another one for each page, and cannot be guessed', () => {
    const nonces = Array.from({ length: 50 }, () => page().nonce);
    expect(new Set(nonces).size).toBe(50);
    // 24 random bytes.
    for (const nonce of nonces) expect(nonce).toMatch(/^[\w-]{32}$/);
  });

  it('is on every script, and named for the style sheets that the page makes', () => {
    const { all, nonce } = page();
    expect(all(/<script([^>]*)>/g)).toEqual([expect.stringContaining(`nonce="${nonce}"`)]);
    expect(all(/<meta property="csp-nonce" content="([^"]*)">/g)).toEqual([nonce]);
  });
});

it('the page loads its own script and style sheet, and holds no code itself', () => {
  const { all, webview } = page();
  const url = (file: string) => webview.asWebviewUri(FakeUri.file(`/extension/dist/${file}`)).toString();
  expect(all(/<script[^>]* src="([^"]*)"><\/script>/g)).toEqual([url('webview.js')]);
  expect(all(/<link rel="stylesheet" href="([^"]*)">/g)).toEqual([url('webview.css')]);
  expect(all(/(<script[^>]*>[^<]|<style| style=| on\w+=)/g)).toEqual([]);
});
