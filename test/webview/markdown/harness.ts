import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type {} from './answersPage.tsx';
import type {} from './page.tsx';
import { launchChromium } from '../../support/launchChromium.ts';

export interface MarkdownPage {
  readonly page: Page;
  /** Everything the page tried to load, and every dialog and error it raised. */
  readonly incidents: string[];
}

export interface MarkdownLab {
  /** A page without a content security policy: what keeps it harmless is the sanitiser alone. */
  open(): Promise<MarkdownPage>;
  close(): Promise<void>;
}

/** A real address, so that a relative one in an answer would lead somewhere. */
const ADDRESS = 'http://page.example/';
const BODY =
  '<!doctype html><link rel="icon" href="data:,"><body>' +
  '<div class="entry assistant"><div class="text" id="answer"></div></div><div class="entry assistant"><div class="text answers"></div></div>';

/** Builds the renderer and starts a browser for it. */
export async function startMarkdownLab(script: 'page.tsx' | 'answersPage.tsx' = 'page.tsx'): Promise<MarkdownLab> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const file = (ending: string) => bundle.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const browser: Browser = await launchChromium();
  return {
    open: async () => {
      // Without motion no text glows, so the page has nothing to put off when all is shown.
      const page = await browser.newPage({ viewport: { width: 420, height: 800 }, reducedMotion: 'reduce' });
      const incidents: string[] = [];
      await page.route('**/*', (route) =>
        route.request().url() === ADDRESS ? route.fulfill({ body: BODY, contentType: 'text/html' }) : route.abort(),
      );
      await page.goto(ADDRESS);
      await page.addStyleTag({ content: `${file('.css')} body { overflow: auto; padding: 12px; } .text { color: var(--model-text); }` });
      await page.addScriptTag({ content: file('.js') });
      page.on('request', (request) => incidents.push(`request ${request.url()}`));
      page.on('dialog', (dialog) => {
        incidents.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('pageerror', (error) => incidents.push(`error ${error.message}`));
      page.on('popup', () => incidents.push('popup'));
      return { page, incidents };
    },
    close: () => browser.close(),
  };
}
