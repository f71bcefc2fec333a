import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';

/** `200k`, `1.05M`; empty when the catalogue does not say. */
export function contextSize(tokens: number | null): string {
  if (tokens === null) return '';
  return tokens < 999_500 ? `${Math.round(tokens / 1000)}k` : `${Number((tokens / 1e6).toFixed(2))}M`;
}

/** `anthropic/` of `anthropic/claude-…`: what is left out where there is little room. A short name stays whole. */
export function makerPart(modelId: string): string {
  return modelId.length > 12 ? modelId.slice(0, modelId.indexOf('/') + 1) : '';
}

/** The models whose id or name holds every word of the query, in the order of the catalogue. */
export function matching(models: readonly CatalogueModel[], query: string): readonly CatalogueModel[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return models;
  return models.filter(({ id, name }) => {
    const text = `${id} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How many replacements a failed entry offers: a short list to choose from, not the catalogue. */
const maxReplacements = 8;

/** What to switch to when a model fails: models that were used before, then those nearest in price; the demonstration model last. */
export function replacements(
  models: readonly CatalogueModel[],
  failedId: string | null,
  usedIds: readonly string[],
): readonly CatalogueModel[] {
  const failed = models.find(({ id }) => id === failedId);
  const used = new Set(usedIds);
  const distance = (model: CatalogueModel) => Math.abs(Math.log((total(model) + 1e-8) / ((failed ? total(failed) : 1e-6) + 1e-8)));
  const candidates = models.filter(({ id, simulated, promptUsd }) => id !== failedId && !simulated && promptUsd !== null);
  const ranked = candidates.toSorted((a, b) => Number(used.has(b.id)) - Number(used.has(a.id)) || distance(a) - distance(b));
  return [...ranked.slice(0, maxReplacements), ...models.filter(({ id, simulated }) => simulated && id !== failedId)];
}

/** The model itself, and those that ask less for a token in and one out. Of a model that is not in the list: all. */
export function cheaperThan(models: readonly CatalogueModel[], modelId: string | null): readonly CatalogueModel[] {
  const dear = models.find(({ id }) => id === modelId);
  return dear ? models.filter((model) => model === dear || model.simulated || total(model) < total(dear)) : models;
}

function total({ promptUsd, completionUsd }: CatalogueModel): number {
  return Number(promptUsd ?? 0) + Number(completionUsd ?? 0);
}
