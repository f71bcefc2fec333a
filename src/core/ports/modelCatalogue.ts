import type { CatalogueModel } from '../../shared/model/catalogue.ts';

/** Knows the models and their prices. `find` never waits; `list` may fetch. Both work from the last good list when the fetch fails. */
export interface ModelCatalogue {
  list(signal?: AbortSignal): Promise<{ readonly models: readonly CatalogueModel[]; readonly stale: boolean }>;
  /**
   * By id or canonical id; undefined when unknown or not loaded yet. With `endpoint` (`ModelReference.endpoint`) only from the list of that
   * server; without it from the list of the server that was asked last.
   */
  find(modelId: string, endpoint?: string): CatalogueModel | undefined;
  /** Asks for the list anew, whatever its age: its prices were wrong. */
  refresh(): Promise<void>;
}
