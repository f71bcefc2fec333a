import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CatalogueIndex } from '../../../../src/openrouter/catalogue/catalogueIndex.ts';
import { readCatalogueRow } from '../../../../src/openrouter/catalogue/catalogueRow.ts';
import type { CatalogueModel } from '../../../../src/shared/model/catalogue.ts';

const row = {
  id: 'vendor/model',
  canonical_slug: 'vendor/model-20260801',
  name: 'Vendor: Model',
  context_length: 128_000,
  architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'], tokenizer: 'GPT' },
  pricing: { prompt: '0.0000000416666666666667', completion: '0.0000006' },
  top_provider: { context_length: 64_000, max_completion_tokens: 16_384, is_moderated: true },
};

const model: CatalogueModel = {
  id: 'vendor/model',
  canonicalId: 'vendor/model-20260801',
  name: 'Vendor: Model',
  contextTokens: 128_000,
  maxOutputTokens: 16_384,
  promptUsd: '0.0000000416666666666667',
  completionUsd: '0.0000006',
  otherPrices: {},
  priceRules: [],
  inputModalities: ['text', 'image'],
  tokenizer: 'GPT',
  simulated: false,
};

describe('readCatalogueRow', () => {
  it('reads a complete row, with every digit of the price', () => {
    expect(readCatalogueRow(row)).toEqual(model);
  });

  it('reads the row of a local server, which has little but an id, with unknown prices', () => {
    expect(readCatalogueRow({ id: 'llama3:8b', object: 'model', owned_by: 'library' })).toEqual({
      id: 'llama3:8b',
      canonicalId: 'llama3:8b',
      name: 'llama3:8b',
      contextTokens: null,
      maxOutputTokens: null,
      promptUsd: null,
      completionUsd: null,
      otherPrices: {},
      priceRules: [],
      inputModalities: ['text'],
      tokenizer: null,
      simulated: false,
    });
  });

  it('does not take the price of a router for one', () => {
    expect(readCatalogueRow({ ...row, pricing: { prompt: '-1', completion: '-1' } })).toMatchObject({
      promptUsd: null,
      completionUsd: null,
    });
  });

  it('reads further prices and rules', () => {
    const pricing = { ...row.pricing, input_cache_read: '0.0000001', overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000006' }] };
    expect(readCatalogueRow({ ...row, pricing })).toEqual({
      ...model,
      otherPrices: { cacheReadUsd: '0.0000001' },
      priceRules: [{ minPromptTokens: 200_000, promptUsd: '0.000006' }],
    });
  });

  it('calls the model behind an alias by its name', () => {
    const alias = { ...row, id: '~vendor/model-latest', canonical_slug: '~vendor/model-latest', alias_target: { slug: 'vendor/model' } };
    expect(readCatalogueRow(alias)).toMatchObject({ id: '~vendor/model-latest', canonicalId: 'vendor/model' });
    expect(readCatalogueRow({ ...alias, alias_target: 7 })).toMatchObject({ canonicalId: '~vendor/model-latest' });
  });

  it('takes the context of the provider when the model states none', () => {
    expect(readCatalogueRow({ ...row, context_length: null })).toMatchObject({ contextTokens: 64_000 });
  });

  it('keeps a model that can paint and write, and hides one that only paints', () => {
    const output = (modalities: string[]) =>
      readCatalogueRow({ ...row, architecture: { ...row.architecture, output_modalities: modalities } });
    expect(output(['image', 'text'])).toMatchObject({ id: 'vendor/model' });
    expect(output(['image'])).toBe('hidden');
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
    [['max_tokens', 'temperature'], true],
    [['max_tokens'], false],
    ['temperature', undefined],
    [['max_tokens', 7], undefined],
    [Array.from({ length: 257 }, (_, index) => `parameter_${index}`), undefined],
    [['max_tokens', 'x'.repeat(65)], undefined],
  ])('reads from the parameters %j whether there is a temperature, and nothing from what is no list', (supported_parameters, supported) => {
    const read = readCatalogueRow({ ...row, supported_parameters });
    expect(read).toEqual(supported === undefined ? model : { ...model, supportsTemperature: supported });
  });

  it('hides batch rows', () => {
    expect(readCatalogueRow({ ...row, id: 'vendor/model:batch' })).toBe('hidden');
  });

  it.each([null, 'x', {}, { id: '' }, { id: 7 }, { ...row, context_length: 'big' }, { ...row, architecture: 'text' }])(
    'calls %j damaged',
    (bad) => {
      expect(readCatalogueRow(bad)).toBe('damaged');
    },
  );

  it('never throws and never yields a negative or exponential price', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (prompt, architecture) => {
        const read = readCatalogueRow({ ...row, pricing: { prompt, completion: prompt }, architecture });
        if (typeof read !== 'string' && read.promptUsd !== null) expect(read.promptUsd).toMatch(/^\d+(\.\d+)?$/);
      }),
      { seed: 20261120, numRuns: 1000 },
    );
  });

  // A real excerpt of the catalogue is kept beside some checkouts; it is not ours to copy.
  const sample = new URL('../../../../shared/reference/openrouter-models-sample.json', import.meta.url);
  if (existsSync(sample)) {
    type RealPricing = Readonly<Record<string, string>> & { readonly overrides?: readonly Readonly<Record<string, unknown>>[] };
    const { data } = JSON.parse(readFileSync(sample, 'utf8')) as { data: { id: string; pricing: RealPricing }[] };
    const named = {
      input_cache_read: 'cacheReadUsd',
      input_cache_write: 'cacheWriteUsd',
      request: 'requestUsd',
      image: 'imageUsd',
    } as const;

    it.each(data.map((real) => [real.id, real] as const))('reads the real row %s with all its prices', (id, real) => {
      const read = readCatalogueRow(real);
      if (id.endsWith(':batch')) {
        expect(read).toBe('hidden');
        return;
      }
      const { prompt, completion, internal_reasoning: reasoning, overrides = [] } = real.pricing;
      const byOurNames = (stated: Readonly<Record<string, unknown>>): object =>
        Object.fromEntries(Object.entries(named).flatMap(([key, name]) => (key in stated ? [[name, stated[key]]] : [])));
      expect(read).toMatchObject({
        id,
        promptUsd: prompt === '-1' ? null : prompt,
        completionUsd: completion === '-1' ? null : completion,
      });
      expect(read).toHaveProperty('otherPrices', {
        ...byOurNames(real.pricing),
        ...(reasoning !== undefined && reasoning !== completion && { reasoningUsd: reasoning }),
      });
      expect((read as CatalogueModel).priceRules).toHaveLength(overrides.length);
      for (const [index, entry] of overrides.entries()) {
        const { prompt: promptUsd, completion: completionUsd } = entry;
        expect((read as CatalogueModel).priceRules[index]).toMatchObject({ promptUsd, completionUsd, ...byOurNames(entry) });
      }
    });

    it('knows every condition of the real rules', () => {
      const rules = data.map(readCatalogueRow).flatMap((read) => (typeof read === 'string' ? [] : read.priceRules));
      expect(rules.filter(({ minPromptTokens }) => minPromptTokens !== undefined)).toHaveLength(8);
      expect(rules.filter(({ utcStart }) => utcStart !== undefined)).toHaveLength(4);
    });
  }
});

describe('CatalogueIndex', () => {
  const paid = { ...model, id: 'vendor/gift', canonicalId: 'vendor/gift-1' };
  const free = { ...model, id: 'vendor/gift:free', canonicalId: 'vendor/gift-1', promptUsd: '0' };

  it.each([
    ['vendor/gift', paid],
    ['vendor/gift-1', paid],
    ['vendor/gift:free', free],
    ['vendor/gift-1:free', free],
    ['vendor/gift:nitro', paid],
    ['vendor/gift:floor', paid],
    ['vendor/gift:online', paid],
    ['vendor/gift:exacto', paid],
    ['vendor/gift:free:online', free],
    ['vendor/gift:thinking', undefined],
    ['vendor/other', undefined],
  ])('finds %s', (id, expected) => {
    expect(new CatalogueIndex([paid, free]).find(id)).toBe(expected);
    expect(new CatalogueIndex([free, paid]).find(id)).toBe(expected);
  });

  it('finds an alias, also with a routing variant, and the model behind it by its own row', () => {
    const alias = { ...model, id: '~vendor/gift-latest', canonicalId: 'vendor/gift', promptUsd: '7' };
    for (const index of [new CatalogueIndex([alias, paid]), new CatalogueIndex([paid, alias])]) {
      expect(index.find('~vendor/gift-latest')).toBe(alias);
      expect(index.find('~vendor/gift-latest:nitro')).toBe(alias);
      expect(index.find('vendor/gift')).toBe(paid);
      expect(index.find('vendor/gift-1')).toBe(paid);
    }
    expect(new CatalogueIndex([alias]).find('vendor/gift')).toBe(alias);
  });

  it('does not find a free model under the name of the paid one that is not listed', () => {
    expect(new CatalogueIndex([free]).find('vendor/gift-1')).toBeUndefined();
  });
});
