import type { CatalogueModel } from '../../shared/model/catalogue.ts';

/** Variants that only steer the routing and have no row of their own; `:free`, `:thinking`, `:extended` are models apart. */
const dynamicVariant = /:(?:nitro|floor|online|exacto)$/;

/** Finds models under every name that a setting or an answer may use for them. */
export class CatalogueIndex {
  readonly #models = new Map<string, CatalogueModel>();

  constructor(models: readonly CatalogueModel[]) {
    for (const model of models) {
      // `vendor/x:free` and `vendor/x` share a canonical id: without the variant, the free price would be found for the paid model.
      const variant = /:[\w-]+$/.exec(model.id)?.[0] ?? '';
      this.#models.set(model.canonicalId.endsWith(variant) ? model.canonicalId : model.canonicalId + variant, model);
    }
    for (const model of models) this.#models.set(model.id, model);
  }

  find(modelId: string): CatalogueModel | undefined {
    return this.#models.get(modelId) ?? this.#models.get(modelId.replace(dynamicVariant, ''));
  }
}
