import type { CatalogueModel } from '../../model/catalogue.ts';

/** The catalogue of models, and the choice of one. */
export interface ModelsRequests {
  selectModel: { body: { id: string }; reply: null };
  /** `problem`: why the list is not fresh, in sentences for the person. */
  listModels: { body: Record<never, never>; reply: { models: readonly CatalogueModel[]; stale: boolean; problem?: string } };
}
