// Opens the built webview in a browser, in the page that the product makes for it, with a scripted host behind acquireVsCodeApi.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Webview } from 'vscode';
import type { WebviewMessage } from '../../../src/shared/protocol/messages.ts';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { webviewHtml } from '../../../src/vscode/chat/webviewHtml.ts';
import { fakeDisplayLanguage } from '../../support/fakeVscode/fakeDisplayLanguage.ts';
import { FakeUri } from '../../support/fakeVscode/fakeUri.ts';
import type { Translations } from '../../../src/shared/l10n/setTranslations.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { ScriptedHost } from './scriptedHost.ts';
import { surface } from './surfaceFixtures.ts';

const origin = 'https://neural-terminal.test';
const dist = join(projectRoot, 'dist');

export interface AppOptions {
  readonly state?: SurfaceState;
  readonly width?: number;
  readonly height?: number;
  /** VS Code's class on body: the kind of its theme, reduced motion. */
  readonly bodyClass?: string;
  /** VS Code's colour variables. */
  readonly colours?: Readonly<Record<string, string>>;
  readonly reducedMotion?: boolean;
  /** What the host hands over for another display language than English. */
  readonly translations?: Translations;
}

export interface App {
  readonly page: Page;
  readonly host: ScriptedHost;
  close(): Promise<void>;
}

/** Resolves when the first snapshot is on the screen. */
export async function openApp(browser: Browser, options: AppOptions = {}): Promise<App> {
  const { state = surface(), width = 480, height = 800, bodyClass = 'vscode-dark', colours = {}, reducedMotion = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const host = new ScriptedHost(page, state);
  await page.exposeBinding('postToScriptedHost', (_source, message: WebviewMessage) => host.receive(message));
  await page.addInitScript(standInForVsCode);
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/index.html') return route.fulfill({ contentType: 'text/html', body: html(bodyClass, colours, options.translations) });
    return route.fulfill({ contentType: contentType(path), body: await readFile(join(dist, path)) });
  });
  await page.goto(`${origin}/index.html`);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.locator('[data-cell="Spend"]').waitFor();
  return { page, host, close: () => context.close() };
}

/** What VS Code puts into a webview before the page's own script runs: its API, with a state that survives a reload. */
function standInForVsCode(): void {
  const key = 'vscode-webview-state';
  const { postToScriptedHost } = window as unknown as { postToScriptedHost: (message: unknown) => Promise<void> };
  const api = {
    postMessage: (message: unknown) => void postToScriptedHost(message),
    getState: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
}

/** The page as the extension makes it, policy included, with what VS Code adds: its colours and its class on body. */
function html(bodyClass: string, colours: Readonly<Record<string, string>>, translations: Translations | undefined): string {
  fakeDisplayLanguage.translations = translations && { ...translations };
  const webview = { cspSource: origin, asWebviewUri: (uri) => FakeUri.parse(`${origin}${uri.path}`) } as Partial<Webview> as Webview;
  const page = webviewHtml(webview, FakeUri.file('/'));
  const nonce = /<script nonce="([^"]+)"/.exec(page)?.[1] ?? '';
  const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}:${value}`);
  return page
    .replace('<link ', `<style nonce="${nonce}">:root{${variables.join(';')}}</style>\n$&`)
    .replace('<body>', `<body class="${bodyClass}">`);
}

function contentType(path: string): string {
  if (path.endsWith('.css')) return 'text/css';
  return path.endsWith('.js') ? 'text/javascript' : 'font/woff2';
}
