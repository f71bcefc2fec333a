import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import type { Failure } from '../../shared/model/failure.ts';

export interface ModelList {
  readonly models: readonly CatalogueModel[];
  /** The list could not be read just now: these are those of the last good one, if there ever was one. */
  readonly stale: boolean;
  /** Why, and what can be done: sentences for the person. Absent where the list is fresh. */
  readonly problem?: string;
  /** Of the failure behind `problem`. */
  readonly problemCode?: Failure['code'];
}

/** Knows the models and their prices. `find` never waits; `list` may fetch. Both work from the last good list when the fetch fails. */
export interface ModelCatalogue {
  list(signal?: AbortSignal): Promise<ModelList>;
  /**
   * By id or canonical id; undefined when unknown or not loaded yet. With `endpoint` (`ModelReference.endpoint`) only from the list of that
   * server; without it from the list of the server that was asked last.
   */
  find(modelId: string, endpoint?: string): CatalogueModel | undefined;
  /** Asks for the list anew, whatever its age: its prices were wrong. */
  refresh(): Promise<void>;
}
