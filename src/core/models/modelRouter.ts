import { t } from '../../shared/l10n/t.ts';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import { chatErrorOf } from '../errors/chatError.ts';
import type { ChatClient } from '../ports/chatClient.ts';
import type { ModelCatalogue, ModelList } from '../ports/modelCatalogue.ts';

/** A family of models that is answered by a client of its own. */
export interface ModelRoute {
  readonly models: readonly CatalogueModel[];
  readonly client: ChatClient;
}

/** Finds who answers for a model, and joins the models of all routes into one catalogue. */
export class ModelRouter implements ModelCatalogue {
  readonly #local: readonly ModelRoute[];
  readonly #remote: ChatClient;
  readonly #catalogue: ModelCatalogue;
  readonly #remoteEndpoint: () => string | null;

  /**
   * `local` routes name their models themselves; everything else goes to `remote` and its catalogue. `remoteEndpoint` names the server behind
   * them (`ModelReference.endpoint`); null while its address cannot be used.
   */
  constructor(
    local: readonly ModelRoute[],
    remote: ChatClient,
    catalogue: ModelCatalogue,
    remoteEndpoint: () => string | null = () => null,
  ) {
    this.#local = local;
    this.#remote = remote;
    this.#catalogue = catalogue;
    this.#remoteEndpoint = remoteEndpoint;
  }

  clientFor(modelId: string): ChatClient {
    return this.#local.find((route) => route.models.some((model) => model.id === modelId))?.client ?? this.#remote;
  }

  /** The server that is asked for the model now (`ModelReference.endpoint`); null when it is not known. */
  endpointFor(modelId: string): string | null {
    return this.#findLocal(modelId)?.endpoint ?? this.#remoteEndpoint();
  }

  /** As the server `endpoint` lists it: the one that is asked now, where none is named. Prices of one server say nothing of another. */
  find(modelId: string, endpoint = this.endpointFor(modelId) ?? undefined): CatalogueModel | undefined {
    return this.#findLocal(modelId) ?? this.#catalogue.find(modelId, endpoint);
  }

  /** Never without the local models: they answer when nothing else can be reached. */
  async list(signal?: AbortSignal): Promise<ModelList> {
    const local = this.#localModels();
    try {
      const list = await this.#catalogue.list(signal);
      return { ...list, models: [...list.models, ...local] };
    } catch (error) {
      if (local.length === 0 || signal?.aborted) throw error;
      const { code, message } = chatErrorOf(error);
      return {
        models: local,
        stale: true,
        problem: `${t('There is no list of models of the service yet.')} ${message}`,
        problemCode: code,
      };
    }
  }

  /** Rejects with ChatError when there is no list of the remote models, not even an older one. */
  async load(): Promise<void> {
    await this.#catalogue.list();
  }

  refresh(): Promise<void> {
    return this.#catalogue.refresh();
  }

  #findLocal(modelId: string): CatalogueModel | undefined {
    return this.#localModels().find((model) => model.id === modelId);
  }

  #localModels(): readonly CatalogueModel[] {
    return this.#local.flatMap((route) => route.models);
  }
}
