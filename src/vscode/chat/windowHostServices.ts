import type { ModelRouter } from '../../core/models/modelRouter.ts';
import type { SpendService } from '../../core/money/reports/spendService.ts';
import type { Clock } from '../../core/ports/platform.ts';
import type { HostServices } from '../../core/surface/hostServices.ts';
import type { RequestHandlers } from '../../core/surface/requestHandlers.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { EditorRequests } from '../../shared/protocol/requests/editor.ts';
import type { SurfaceStatus } from '../../shared/protocol/surfaceState.ts';
import type { Settings } from '../settings/settings.ts';
import { CatalogueSize } from './catalogueSize.ts';
import type { LinkHealth } from './linkHealth.ts';
import { editorRequests, type EditorRequestsOptions } from './editorRequests.ts';

export interface WindowHostServicesOptions {
  readonly version: string;
  readonly settings: Settings;
  /** What the server and its key depend on. */
  readonly changes: readonly ((listener: () => void) => Disposable)[];
  readonly connections: { status(): Promise<Pick<SurfaceStatus, 'key' | 'endpoint' | 'endpointProblem'>> };
  readonly router: ModelRouter;
  readonly spending: SpendService;
  readonly link: LinkHealth;
  readonly archiveState: () => SurfaceStatus['archive'];
  readonly clock: Clock;
  readonly eraser: EditorRequestsOptions['eraser'];
  readonly openInEditor: (conversationId: string | null) => void;
}

/** What this window knows about key, settings, money and archive, as the surfaces show it. */
export class WindowHostServices implements HostServices {
  readonly editorRequests: RequestHandlers<EditorRequests>;
  readonly #version: string;
  readonly #settings: Settings;
  readonly #connections: WindowHostServicesOptions['connections'];
  readonly #router: ModelRouter;
  readonly #spending: SpendService;
  readonly #link: LinkHealth;
  readonly #archiveState: () => SurfaceStatus['archive'];
  readonly #catalogue: CatalogueSize;
  readonly #changed = new Emitter();

  constructor(options: WindowHostServicesOptions) {
    const { settings, changes, router, spending, link, clock, eraser, openInEditor } = options;
    this.#version = options.version;
    this.#settings = settings;
    this.#connections = options.connections;
    this.#router = router;
    this.#spending = spending;
    this.#link = link;
    this.#archiveState = options.archiveState;
    this.#catalogue = new CatalogueSize(router, clock);
    this.editorRequests = editorRequests({ csv: (all) => spending.csv(all), eraser, openInEditor });
    for (const onDidChange of changes)
      onDidChange(() => {
        this.#catalogue.expire();
        this.#changed.fire();
      });
    for (const source of [link, this.#catalogue]) source.onDidChange(() => this.#changed.fire());
  }

  statusChanged(): void {
    this.#changed.fire();
  }

  onDidChangeStatus(listener: () => void): Disposable {
    return this.#changed.event(listener);
  }

  defaultModelId(): string {
    return this.#settings.get('model.default');
  }

  spend(conversationId: string | null): Promise<Spend> {
    return this.#spending.spend(conversationId);
  }

  /** The first status also asks for the catalogue; names and prices follow when it is there. */
  async status(conversation: Conversation | null, modelId: string): Promise<SurfaceStatus> {
    const address = this.#settings.address().text;
    this.#catalogue.ask(address);
    const [server, spend, times] = await Promise.all([
      this.#connections.status(),
      this.spend(conversation?.id ?? null),
      this.#spending.times(modelId),
    ]);
    const listFailure = this.#catalogue.failure(address);
    return {
      version: this.#version,
      modelId,
      model: this.#router.find(modelId) ?? null,
      modelSetByWorkspace: !conversation && this.#settings.modelSetByWorkspace(),
      modelCount: this.#catalogue.models(address),
      key: server.key === 'notNeeded' && this.#catalogue.asksForKey(address) ? 'demanded' : server.key,
      endpoint: server.endpoint,
      endpointProblem: server.endpointProblem,
      ...(this.#link.failure !== null && { linkFailure: this.#link.failure }),
      ...(listFailure !== null && { listFailure }),
      spend,
      times,
      theme: this.#settings.get('theme'),
      archive: this.#archiveState(),
    };
  }
}
