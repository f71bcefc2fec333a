import type { Page } from 'playwright-core';
import { extensionId } from '../../support/extensionManifest.ts';
import { waitFor } from '../../support/waitFor.ts';
import { WorkbenchPage } from '../../support/workbenchPage.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { Place } from './place.ts';

const starts = 5;
const patienceMs = 30_000;
/** High enough that the list of running extensions has no need to scroll. */
const tallViewport = { width: 1280, height: 3000 };
/** A small extension of VS Code that is activated by the same event as ours. */
const neighbour = 'Merge Conflict';

interface Stamps {
  /** ms since the epoch, on the browser's clock. */
  pressedAt?: number;
  composerPaintedAt?: number;
}

/** Windows in fresh browser profiles, where nothing is cached: what the extension takes at the start, and its view when it is first opened. */
export async function start({ browser, workbench }: Place): Promise<readonly Row[]> {
  const openings: number[] = [];
  const activations: number[] = [];
  const neighbours: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    const context = await browser.newContext();
    await context.addInitScript(noteTimes);
    const window = await WorkbenchPage.open(context, workbench);
    openings.push(await openingTime(window));
    await window.page.setViewportSize(tallViewport);
    await window.runCommand('Developer: Show Running Extensions');
    activations.push(await activationTime(window.page, extensionId));
    neighbours.push(await activationTime(window.page, neighbour));
    await context.close();
  }
  const own = ownFigures(workbench.extensionLog());
  const goal = { of: 'measured', atMost: 50 } as const;
  return [
    {
      name: `activation as VS Code counts it: load + activate, n=${starts} (peers: Cline 1,745, Roo Code 935)`,
      measured: median(activations),
      unit: 'ms',
      beside: { name: `VS Code's own ${neighbour}`, measured: median(neighbours) },
      goal,
    },
    { name: `  of it: activate(), as the extension logs it, n=${own.length}`, measured: median(own), unit: 'ms', goal },
    {
      name: `click on the icon → composer painted, fresh profile, n=${starts} (peers: Cline 1,280, Roo Code 1,530)`,
      measured: median(openings),
      unit: 'ms',
    },
  ];
}

/** Opens the view with the mouse. */
async function openingTime(window: WorkbenchPage): Promise<number> {
  const frame = await window.openChatView();
  const painted = await waitFor('the composer', patienceMs, () => frame.evaluate(() => (globalThis as Stamps).composerPaintedAt));
  const pressed = await window.page.evaluate(() => (globalThis as Stamps).pressedAt);
  return painted - (pressed ?? NaN);
}

/** Runs in every frame from its beginning: notes the press of the mouse in the workbench, and the frame that shows the composer. */
function noteTimes(): void {
  const stamps = window as Stamps;
  addEventListener('pointerdown', (event) => (stamps.pressedAt = performance.timeOrigin + event.timeStamp), true);
  if (window === top) return;
  // The page is written into a document that replaces the first one: of what is begun here only timers go on.
  const timer = setInterval(() => {
    const field = document.querySelector('textarea[aria-label="Message"]');
    if (!field?.getBoundingClientRect().height) return;
    clearInterval(timer);
    // What is there before a frame's callbacks is painted when the next frame begins.
    requestAnimationFrame(() => requestAnimationFrame((at) => (stamps.composerPaintedAt = performance.timeOrigin + at)));
  }, 1);
}

/** From the editor of running extensions: "Startup Activation: 12ms". */
function activationTime(page: Page, extension: string): Promise<number> {
  return waitFor(`the activation of ${extension}`, patienceMs, async () => {
    const row = page.locator('.runtime-extensions-editor .extension').filter({ hasText: extension });
    const text = (await row.count()) === 1 ? await row.locator('.activation-time').textContent() : null;
    const ms = /: (\d+)ms/.exec(text ?? '')?.[1];
    return ms === undefined ? undefined : Number(ms);
  });
}

function ownFigures(log: string): readonly number[] {
  return [...log.matchAll(/\{"event":"activated".*\}$/gm)].map(([line]) => (JSON.parse(line) as { ms: number }).ms);
}
