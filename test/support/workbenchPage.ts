// What a person does in a browser workbench, as one call each.
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { extensionId } from './extensionManifest.ts';
import { waitFor } from './waitFor.ts';
import type { Workbench } from './workbench.ts';

/** Where a chat surface stands: the view of the activity bar, or an editor tab. */
export type SurfacePlace = 'sidebar' | 'editor';

/** Something that a page of the workbench or a webview in it complained about. */
export interface Problem {
  readonly kind: 'csp' | 'exception' | 'console';
  readonly text: string;
  readonly url: string;
}

/**
 * The lite workbench complains a lot about its own missing parts. Of the console only this counts: what comes from a webview, and what
 * the extension host reports about the extension.
 */
const isOurs = (text: string, url: string): boolean =>
  text.includes(extensionId) || url.includes('/webview/browser/pre/') || url.includes('vscode-resource');

const patienceMs = 30_000;
const shortPatienceMs = 500;
const rowPatienceMs = 3_000;

export class WorkbenchPage {
  readonly page: Page;
  readonly #workspaceFolder: string;
  readonly #problems: Problem[] = [];

  private constructor(page: Page, workspaceFolder: string) {
    this.page = page;
    this.#workspaceFolder = workspaceFolder;
    page.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy/i.test(text)) this.#note('csp', text, message.location().url);
      else if (message.type() === 'error' && isOurs(text, message.location().url)) this.#note('console', text, message.location().url);
    });
    page.on('pageerror', (error) => this.#note('exception', error.stack ?? error.message, ''));
  }

  /** Opens a window on the workbench and waits until the extension's icon stands in the activity bar. */
  static async open(context: BrowserContext, workbench: Workbench, address = workbench.url()): Promise<WorkbenchPage> {
    const window = new WorkbenchPage(await context.newPage(), workbench.workspaceFolder);
    await window.page.goto(address);
    await window.#icon().waitFor({ timeout: patienceMs });
    return window;
  }

  /** Policy reports and uncaught exceptions of any frame, errors that webviews log, and errors the extension host reports about us. */
  problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Runs a command by its full title in the palette, for example "Neural Terminal: Open Chat". */
  async runCommand(title: string): Promise<void> {
    await this.#pick(`>${title}`, startingWith(title));
  }

  /** Answers the input box that VS Code shows with `proposed` in it. */
  async answerInput(proposed: string, answer: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await waitFor('the input box', patienceMs, async () => (await input.inputValue().catch(() => '')) === proposed || undefined);
    await input.fill(answer);
    await input.press('Enter');
  }

  /** Shows the chat view by its icon and resolves with the frame of its webview. */
  async openChatView(): Promise<Frame> {
    if ((await this.#icon().getAttribute('aria-selected')) !== 'true') await this.#icon().click();
    return this.chat('sidebar');
  }

  /** The frame of a chat surface, once its composer can be seen. The webview is two frames deep and has no name of its own. */
  async chat(place: SurfacePlace): Promise<Frame> {
    return waitFor(`the chat in the ${place}`, patienceMs, async () => {
      for (const frame of this.page.frames()) {
        const parent = frame.parentFrame()?.url() ?? '';
        if (!parent.includes('/webview/browser/pre/') || parent.includes('purpose=webviewView') !== (place === 'sidebar')) continue;
        if (await isComplete(frame)) return frame;
      }
      return undefined;
    });
  }

  /** The cost meter in the status bar. */
  costMeter(): Locator {
    return this.page.locator(`[id="${extensionId}.neuralTerminal.costMeter"]`);
  }

  /** Opens a file of the workspace in an editor. Its whole path is typed: the lite workbench has no ripgrep to search with. */
  async openFile(name: string): Promise<void> {
    await this.#pick(`${this.#workspaceFolder}/${name}`, startingWith(name));
    await this.page.getByRole('tab', { name, selected: true }).waitFor({ timeout: patienceMs });
  }

  /** Selects whole lines (one-based, inclusive) in the active editor. */
  async selectLines(first: number, last: number): Promise<void> {
    // The editor may be slower than its tab; until it is there, the row says "Open a text editor first to go to a line".
    await this.#pick(`:${first}`, /^Go to line/);
    for (let line = first; line < last; line += 1) await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
  }

  /** Reloads the window as a person does. Reloading the page instead would not let the workbench note which editors are open. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#icon().waitFor({ timeout: patienceMs });
  }

  /**
   * Types into the palette and takes the matching row. A busy workbench may not hear F1, and may close the palette again when a webview
   * reports late that it was clicked; then everything is done once more. The row is clicked at most once.
   */
  async #pick(text: string, row: RegExp): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input[type=text]');
    await waitFor('the palette', patienceMs, async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      return input
        .fill(text, { timeout: shortPatienceMs })
        .then(() => widget.getByRole('option', { name: row }).first().click({ timeout: rowPatienceMs }))
        .then(
          () => true,
          () => undefined,
        );
    });
    // Not the widget: a command may ask something in it at once.
    await widget.getByRole('option', { name: row }).first().waitFor({ state: 'hidden', timeout: patienceMs });
  }

  #icon(): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: /^Neural Terminal/ });
  }

  #note(kind: Problem['kind'], text: string, url: string): void {
    this.#problems.push({ kind, text, url });
  }
}

/** The composer is there and nothing is still loading. The frame may be gone between the list of frames and this question. */
async function isComplete(frame: Frame): Promise<boolean> {
  try {
    if (!(await frame.getByRole('textbox', { name: 'Message' }).isVisible())) return false;
    return await frame.evaluate(() => document.fonts.ready.then(() => true));
  } catch {
    return false;
  }
}

/** A row is named by its label, then perhaps a comma and details. */
function startingWith(label: string): RegExp {
  return new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`);
}
