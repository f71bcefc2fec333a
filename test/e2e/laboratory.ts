import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Locator } from 'playwright-core';
import { vsixPath } from '../support/extensionManifest.ts';
import { launchChromium } from '../support/launchChromium.ts';
import { type Simulator, startSimulator } from '../support/simulator/simulator.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { WorkbenchPage } from '../support/workbenchPage.ts';

export interface LaboratoryOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The key in the environment of the extension host; by default the one the simulator accepts anyway. Undefined: the address is a setting. */
  readonly key?: string | undefined;
  readonly baseUrl?: string;
  /** On top of these two. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The packaged extension in a workbench, a browser, and the simulated service: everything an end-to-end test needs. */
export class Laboratory {
  readonly simulator: Simulator;
  readonly browser: Browser;
  readonly #workspace: string;
  readonly #home: string;
  readonly #options: LaboratoryOptions;
  #workbench: Workbench;
  #context: BrowserContext;

  private constructor(
    parts: { readonly simulator: Simulator; readonly browser: Browser; readonly workspace: string; readonly home: string },
    workbench: Workbench,
    context: BrowserContext,
    options: LaboratoryOptions,
  ) {
    this.simulator = parts.simulator;
    this.browser = parts.browser;
    this.#workspace = parts.workspace;
    this.#home = parts.home;
    this.#options = options;
    this.#workbench = workbench;
    this.#context = context;
  }

  static async open(options: LaboratoryOptions = {}): Promise<Laboratory> {
    const workspace = mkdtempSync(join(tmpdir(), 'neural-terminal-workspace-'));
    const home = mkdtempSync(join(tmpdir(), 'neural-terminal-home-'));
    writeFileSync(
      join(workspace, 'fibonacci.py'),
      'def fibonacci(n):\n    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n\nprint(fibonacci(10))\n',
    );
    const simulator = await startSimulator();
    const [workbench, browser] = await Promise.all([start({ workspace, home, simulator }, options), launchChromium()]);
    return new Laboratory({ simulator, browser, workspace, home }, workbench, await newContext(browser), options);
  }

  get workbench(): Workbench {
    return this.#workbench;
  }

  /** A window on the workspace. Windows of one laboratory share the storage, as two windows of one VS Code do. */
  window(): Promise<WorkbenchPage> {
    return WorkbenchPage.open(this.#context, this.#workbench);
  }

  /** Kills the server with everything in it, as a crash would, and starts another one on the same data. */
  async crashAndRestart(): Promise<void> {
    await this.#workbench.kill();
    await this.#context.close();
    this.#workbench = await start({ workspace: this.#workspace, home: this.#home, simulator: this.simulator }, this.#options);
    this.#context = await newContext(this.browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#workbench.stop();
    await this.simulator.close();
    rmSync(this.#workspace, { recursive: true, force: true });
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function newContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1400, height: 900 } });
}

function start(
  { workspace, home, simulator }: { readonly workspace: string; readonly home: string; readonly simulator: Simulator },
  options: LaboratoryOptions,
): Promise<Workbench> {
  const baseUrl = options.baseUrl ?? simulator.url;
  const key = 'key' in options ? options.key : (simulator.key ?? undefined);
  return startWorkbench({
    extension: { vsix: vsixPath },
    workspaceFolder: workspace,
    home,
    settings: {
      'neuralTerminal.model.default': 'openai/gpt-4o-mini',
      ...(key === undefined && { 'neuralTerminal.openRouter.baseUrl': baseUrl }),
      ...options.settings,
    },
    env: { OPENROUTER_BASE_URL: baseUrl, OPENROUTER_API_KEY: key, ...options.env },
  });
}

/** What a person does on a chat surface. */
export const chat = {
  async transmit(frame: Frame, text: string): Promise<void> {
    await frame.getByRole('textbox', { name: 'Message' }).fill(text);
    await frame.getByRole('button', { name: 'Transmit' }).click();
  },

  /** The newest answer on the surface. */
  answer(frame: Frame): Locator {
    return frame.locator('article.assistant').last();
  },

  /** The whole text of the newest answer. */
  async textOf(frame: Frame): Promise<string> {
    return (await chat.answer(frame).locator('.text').innerText()).trim();
  },

  /** Resolves when nothing streams on the surface. */
  async settled(frame: Frame): Promise<void> {
    await frame.getByRole('button', { name: 'Transmit' }).waitFor();
    await frame.locator('article.assistant:not([data-state="streaming"])').last().waitFor();
  },

  async chooseModel(frame: Frame, modelId: string): Promise<void> {
    await frame.getByRole('button', { name: 'Model', exact: true }).click();
    await frame.getByRole('searchbox', { name: 'Search models' }).fill(modelId);
    await frame.getByRole('listbox', { name: 'Models' }).getByRole('option').filter({ hasText: modelId }).first().click();
  },

  /** Opens a conversation from the archive drawer; the drawer may be open already, surfaces remember that. */
  async openFromArchive(frame: Frame, title: string): Promise<void> {
    const archive = frame.getByRole('region', { name: 'Archive' });
    if (!(await archive.isVisible())) await frame.getByRole('button', { name: 'Archive' }).click();
    await archive.getByRole('listitem').filter({ hasText: title }).click();
  },

  async newConversation(frame: Frame): Promise<void> {
    await frame.getByRole('button', { name: 'New Conversation' }).click();
    await frame.locator('article').first().waitFor({ state: 'detached' });
  },
};
