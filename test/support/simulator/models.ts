import { faults } from './faults.ts';
import { modelRow, type ModelRow } from './modelRow.ts';
import { cheap, oddModels } from './oddModels.ts';

const row = (id: string, name: string, fields: Omit<Parameters<typeof modelRow>[0], 'id' | 'name'>) => modelRow({ id, name, ...fields });

/** The catalogue: models to choose from in the interface, corner cases of the price list and of conduct, and one row for each fault. */
export const models: readonly ModelRow[] = [
  row('openai/gpt-4o-mini', 'OpenAI: GPT-4o-mini', { maxOutputTokens: 16_384, pricing: cheap }),
  row('anthropic/claude-haiku-4.5', 'Anthropic: Claude Haiku 4.5', {
    canonicalId: 'anthropic/claude-4.5-haiku-20251001',
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    pricing: { prompt: '0.000001', completion: '0.000005' },
    tokenizer: 'Claude',
  }),
  row('google/gemini-2.5-flash', 'Google: Gemini 2.5 Flash', {
    contextTokens: 1_048_576,
    maxOutputTokens: 65_535,
    pricing: { prompt: '0.0000003', completion: '0.0000025' },
    tokenizer: 'Gemini',
  }),
  row('simulated/precise', 'Simulated: Prices to the 22nd Decimal', {
    canonicalId: 'simulated/precise-20260801',
    pricing: { prompt: '0.0000000416666666666667', completion: '0.0000000833333333333333' },
    tokenizer: 'Other',
  }),
  row('simulated/expensive', 'Simulated: Expensive', { pricing: { prompt: '0.00015', completion: '0.0006' } }),
  row('simulated/gift', 'Simulated: Paid', { pricing: cheap }),
  row('simulated/gift:free', 'Simulated: Free', { pricing: { prompt: '0', completion: '0' }, tokenizer: 'Other' }),
  row('simulated/gift:batch', 'Simulated: Batch', { pricing: cheap }),
  row('simulated/small-window', 'Simulated: 4k Context', { contextTokens: 4096, maxOutputTokens: 4096, pricing: cheap }),
  row('simulated/painter', 'Simulated: Paints', { output: 'image', pricing: cheap }),
  row('openrouter/auto', 'Auto Router', { contextTokens: 2_000_000, pricing: { prompt: '-1', completion: '-1' }, tokenizer: 'Router' }),
  ...Object.entries(oddModels).map(([id, { name, pricing = cheap, aliasOf }]) =>
    row(id, `Simulated: ${name}`, { pricing, ...(aliasOf && { aliasOf }) }),
  ),
  ...Object.keys(faults).map((id) => row(id, `Fault: ${id.slice('fault/'.length)}`, { pricing: cheap })),
];
