import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../support/chromium.ts';
import type { Workbench } from '../../support/workbench.ts';
import { WorkbenchPage } from '../../support/workbenchPage.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';

const openings = 3;

/**
 * The JavaScript heap of an empty chat. The browser workbench serves webviews from its own origin, where they share a heap with the workbench;
 * here they get a site of their own, and with it a process, as on the desktop.
 */
export async function emptyViewHeap(workbench: Workbench): Promise<readonly Row[]> {
  const heaps: number[] = [];
  for (let opening = 0; opening < openings; opening += 1) heaps.push(await heapOfNewView(workbench));
  return [
    {
      name: `webview heap of the empty view after GC, process of its own, n=${openings} (peers: Cline 28.9, Roo Code 25.1)`,
      measured: median(heaps) / 1e6,
      unit: 'MB',
    },
  ];
}

async function heapOfNewView(workbench: Workbench): Promise<number> {
  const profile = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  // A webview needs a service worker, and where cookies of other sites are blocked, as in a private profile, their frames get none.
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: [...chromiumArguments],
    // The workbench's policy names the origins of its frames, and the new one is not among them.
    bypassCSP: true,
  });
  try {
    await context.addInitScript(giveWebviewsTheirOwnSite);
    const window = await WorkbenchPage.open(context, workbench);
    const view = await window.openChatView();
    // The page lies in a frame of its own site, and shares its process; the outer one is what Chromium can be asked about.
    const session = await context.newCDPSession(view.parentFrame() ?? view);
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs in the workbench before it reads its configuration. */
function giveWebviewsTheirOwnSite(): void {
  if (window !== top) return;
  new MutationObserver((_, observer) => {
    const configuration = document.getElementById('vscode-workbench-web-configuration');
    if (!configuration) return;
    observer.disconnect();
    const settings = JSON.parse(configuration.dataset['settings'] ?? '{}') as { webviewEndpoint: string };
    const { pathname } = new URL(settings.webviewEndpoint, location.href);
    // The workbench puts a hash in the place of {{uuid}}; names below localhost are this machine, and sites of their own.
    const webviewEndpoint = `http://{{uuid}}.localhost:${location.port}${pathname}`;
    configuration.dataset['settings'] = JSON.stringify({ ...settings, webviewEndpoint });
  }).observe(document, { childList: true, subtree: true });
}
