import type { ChatError } from '../../../src/core/errors/chatError.ts';
import type { ModelCatalogue, ModelList } from '../../../src/core/ports/modelCatalogue.ts';
import { CatalogueIndex } from '../../../src/openrouter/catalogue/catalogueIndex.ts';
import type { CatalogueModel } from '../../../src/shared/model/catalogue.ts';

/** The price list of one server, in memory. It is loaded from the start, unless `isLoaded` says otherwise. */
export class MemoryCatalogue implements ModelCatalogue {
  /** What the server lists. */
  models: readonly CatalogueModel[];
  /** Why the server does not answer; null while it does. */
  failure: ChatError | null = null;
  /** How often the list was asked for. */
  reads = 0;
  #loaded: readonly CatalogueModel[] | null;

  constructor(models: readonly CatalogueModel[] = [], isLoaded = true) {
    this.models = models;
    this.#loaded = isLoaded ? models : null;
  }

  async list(signal?: AbortSignal): Promise<ModelList> {
    signal?.throwIfAborted();
    this.reads++;
    await Promise.resolve();
    signal?.throwIfAborted();
    if (this.failure && !this.#loaded) throw this.failure;
    if (!this.failure) this.#loaded = this.models;
    return { models: this.#loaded ?? [], stale: this.failure !== null, ...(this.failure && { problemCode: this.failure.code }) };
  }

  find(modelId: string, endpoint?: string): CatalogueModel | undefined {
    const model = new CatalogueIndex(this.#loaded ?? []).find(modelId);
    return endpoint === undefined || model?.endpoint === endpoint ? model : undefined;
  }

  async refresh(): Promise<void> {
    await Promise.resolve();
    if (!this.failure) this.#loaded = this.models;
  }
}
