import { describe, expect, it } from 'vitest';
import type { ModelCatalogue } from '../../../src/core/ports/modelCatalogue.ts';

export interface CatalogueUnderTest {
  /** Nothing was asked yet; its server lists at least one model. */
  readonly catalogue: ModelCatalogue;
  /** From now on the server does not answer, and what was read before is old. */
  readonly disconnect: () => void;
  /** From now on the prompts of all models have this price. */
  readonly setPrice: (promptUsd: string) => void;
}

/** What every ModelCatalogue does. */
export function modelCatalogueContract(name: string, make: () => Promise<CatalogueUnderTest>): void {
  const loaded = async () => {
    const made = await make();
    const { models } = await made.catalogue.list();
    const first = models[0];
    if (!first) throw new Error('The list is empty.');
    return { ...made, first };
  };

  describe(`${name} as a ModelCatalogue`, () => {
    it('knows no model before the list is here', async () => {
      const { catalogue } = await make();
      const listing = catalogue.list();
      expect(catalogue.find('openai/gpt-4o-mini')).toBeUndefined();
      const { models, stale } = await listing;
      expect(stale).toBe(false);
      for (const model of models) expect(catalogue.find(model.id)).toEqual(model);
    });

    it('finds by canonical id, and nothing for a name that is not listed', async () => {
      const { catalogue, first } = await loaded();
      expect(catalogue.find(first.canonicalId)).toEqual(first);
      expect(catalogue.find('nobody/nothing')).toBeUndefined();
    });

    it('names the server of each model, and finds none of another server', async () => {
      const { catalogue, first } = await loaded();
      expect(first.endpoint).toMatch(/^http/);
      expect(catalogue.find(first.id, first.endpoint)).toEqual(first);
      expect(catalogue.find(first.id, 'https://other.example/v1')).toBeUndefined();
    });

    it('works from the last good list, and says so, when the server does not answer', async () => {
      const { catalogue, first, disconnect } = await loaded();
      disconnect();
      const { models, stale } = await catalogue.list();
      expect([models[0], stale]).toEqual([first, true]);
      await catalogue.refresh();
      expect(catalogue.find(first.id)).toEqual(first);
    });

    it('rejects with a ChatError when there has never been a list, and knows no model', async () => {
      const { catalogue, disconnect } = await make();
      disconnect();
      await expect(catalogue.list()).rejects.toMatchObject({ name: 'ChatError' });
      await catalogue.refresh();
      expect(catalogue.find('openai/gpt-4o-mini')).toBeUndefined();
    });

    it('has other prices after a refresh, and not before', async () => {
      const { catalogue, first, setPrice } = await loaded();
      setPrice('0.5');
      expect(catalogue.find(first.id)?.promptUsd).toBe(first.promptUsd);
      await catalogue.refresh();
      expect(catalogue.find(first.id)?.promptUsd).toBe('0.5');
    });

    it('ends the waiting of who gives up with the reason of the signal', async () => {
      const { catalogue } = await make();
      await expect(catalogue.list(AbortSignal.abort('enough'))).rejects.toBe('enough');
      const controller = new AbortController();
      const listing = catalogue.list(controller.signal);
      controller.abort('enough');
      await expect(listing).rejects.toBe('enough');
    });
  });
}
