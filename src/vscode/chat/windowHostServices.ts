import * as vscode from 'vscode';
import { Emitter } from '../../shared/async/emitter.ts';
import { ChatError } from '../../core/errors/chatError.ts';
import type { ModelRouter } from '../../core/models/modelRouter.ts';
import type { Clock } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { SpendingDesk } from '../../core/money/reports/spendService.ts';
import type { EditorRequest, SurfaceEnvironment } from '../../core/surface/hostServices.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { Requests } from '../../shared/protocol/requests/requests.ts';
import type { SurfaceStatus } from '../../shared/protocol/surfaceState.ts';
import type { KeyStore } from '../keys/keyStore.ts';
import type { Settings } from '../settings/settings.ts';

export interface WindowEnvironmentOptions {
  readonly version: string;
  readonly settings: Settings;
  readonly keys: KeyStore;
  readonly router: ModelRouter;
  readonly spending: SpendingDesk;
  readonly archiveState: () => SurfaceStatus['archive'];
  /** Checks the endpoint; throws ChatError with the reason. */
  readonly parseEndpoint: (text: string) => URL;
  readonly clock: Clock;
  readonly openInEditor: (conversationId: string | null) => void;
}

/** ms after which a catalogue that could not be read is asked for again, when somebody looks. */
const catalogueRetryMs = 60_000;

/** What this window knows about key, settings, money and archive, as the surfaces show it. */
export class WindowEnvironment implements SurfaceEnvironment {
  readonly #o: WindowEnvironmentOptions;
  readonly #changed = new Emitter();
  #modelCount = 0;
  /** The address whose catalogue was asked for, and when it may be asked for again (ms, monotonic). */
  #catalogue: { readonly address: string; readonly againAt: number } | null = null;

  constructor(options: WindowEnvironmentOptions) {
    this.#o = options;
    options.settings.onDidChange(() => this.#changed.fire());
    options.keys.onDidChange(() => this.#changed.fire());
  }

  statusChanged(): void {
    this.#changed.fire();
  }

  onDidChangeStatus(listener: () => void): Disposable {
    return this.#changed.event(listener);
  }

  defaultModelId(): string {
    return this.#o.settings.get('model.default');
  }

  spend(conversationId: string | null): Promise<Spend> {
    return this.#o.spending.spend(conversationId);
  }

  /** The first look at a status also asks for the catalogue; names and prices follow when it is there. */
  async status(conversation: Conversation | null, modelId: string): Promise<SurfaceStatus> {
    this.#askForCatalogue();
    const { keys, spending } = this.#o;
    const [key, spend, times] = await Promise.all([keys.get(), this.spend(conversation?.id ?? null), spending.times(modelId)]);
    return {
      version: this.#o.version,
      modelId,
      model: this.#o.router.find(modelId) ?? null,
      modelSetByWorkspace: !conversation && this.#o.settings.modelSetByWorkspace(),
      modelCount: this.#modelCount,
      key: key?.source ?? 'missing',
      ...this.#endpoint(),
      spend,
      times,
      theme: this.#o.settings.get('theme'),
      archive: this.#o.archiveState(),
    };
  }

  async perform<K extends EditorRequest>(
    request: K,
    body: Requests[K]['body'],
    conversationId: string | null,
  ): Promise<Requests[K]['reply']> {
    switch (request) {
      case 'setApiKey':
        await vscode.commands.executeCommand('neuralTerminal.setApiKey');
        break;
      case 'openSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:neural-terminal.neural-terminal');
        break;
      case 'raiseBudget':
        await vscode.commands.executeCommand('neuralTerminal.raiseBudget');
        break;
      case 'openCsv':
        await this.#openCsv((body as Requests['openCsv']['body']).all);
        break;
      case 'showLog':
        await vscode.commands.executeCommand('neuralTerminal.showLog');
        break;
      case 'verifyArchive':
        await vscode.commands.executeCommand('neuralTerminal.verifyArchive');
        break;
      case 'openInEditor':
        this.#o.openInEditor(conversationId);
        break;
      case 'openLink':
        await openLink((body as Requests['openLink']['body']).href);
        break;
      case 'copyText':
        await vscode.env.clipboard.writeText((body as Requests['copyText']['body']).text);
        break;
    }
    return null;
  }

  /** As a document of its own: where it is kept, and in what, is the person's choice. */
  async #openCsv(all: boolean): Promise<void> {
    const content = await this.#o.spending.csv(all);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'csv', content }));
  }

  #askForCatalogue(): void {
    const { settings, clock, router } = this.#o;
    const address = settings.baseUrl();
    if (this.#catalogue?.address === address && clock.monotonic() < this.#catalogue.againAt) return;
    this.#catalogue = { address, againAt: clock.monotonic() + catalogueRetryMs };
    void router.list().then(({ models, stale }) => {
      if (!stale) this.#catalogue = { address, againAt: Infinity };
      this.#modelCount = models.length;
      this.#changed.fire();
    });
  }

  #endpoint(): { endpoint: string; endpointProblem: string | null } {
    const text = this.#o.settings.baseUrl();
    try {
      return { endpoint: this.#o.parseEndpoint(text).host, endpointProblem: null };
    } catch (error) {
      return { endpoint: '', endpointProblem: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function openLink(href: string): Promise<void> {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (!url || !['https:', 'http:', 'mailto:'].includes(url.protocol))
    throw new ChatError('BAD_SETTING', 'Only web and mail links are opened from an answer.');
  // VS Code asks before it opens a link that a program names.
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}
