import { faults } from './faults.ts';

/** One row of `GET /models`, with the fields that OpenRouter's own rows have. */
export interface ModelRow {
  readonly id: string;
  readonly canonical_slug: string;
  readonly name: string;
  readonly created: number;
  readonly description: string;
  readonly context_length: number;
  readonly architecture: {
    readonly modality: string;
    readonly input_modalities: readonly string[];
    readonly output_modalities: readonly string[];
    readonly tokenizer: string;
    readonly instruct_type: string | null;
  };
  readonly pricing: { readonly prompt: string; readonly completion: string; readonly input_cache_read?: string };
  readonly top_provider: {
    readonly context_length: number | null;
    readonly max_completion_tokens: number | null;
    readonly is_moderated: boolean;
  };
  readonly per_request_limits: null;
  readonly supported_parameters: readonly string[];
  readonly default_parameters: null;
  readonly links: { readonly details: string };
}

interface Outline {
  readonly id: string;
  readonly canonicalId?: string;
  readonly name: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly promptUsd: string;
  readonly completionUsd: string;
  readonly tokenizer: string;
  readonly output?: string;
}

function row(outline: Outline): ModelRow {
  const contextTokens = outline.contextTokens ?? 128_000;
  const output = outline.output ?? 'text';
  const canonicalId = outline.canonicalId ?? outline.id.replace(/:\w+$/, '');
  return {
    id: outline.id,
    canonical_slug: canonicalId,
    name: outline.name,
    created: 1_760_000_000,
    description: `${outline.name}, as simulated for tests.`,
    context_length: contextTokens,
    architecture: {
      modality: `text->${output}`,
      input_modalities: ['text'],
      output_modalities: [output],
      tokenizer: outline.tokenizer,
      instruct_type: null,
    },
    pricing: { prompt: outline.promptUsd, completion: outline.completionUsd },
    top_provider: { context_length: contextTokens, max_completion_tokens: outline.maxOutputTokens ?? null, is_moderated: false },
    per_request_limits: null,
    supported_parameters: ['max_tokens', 'temperature'],
    default_parameters: null,
    links: { details: `/api/v1/models/${canonicalId}/endpoints` },
  };
}

const cheap = { promptUsd: '0.00000015', completionUsd: '0.0000006', tokenizer: 'GPT' };

/** The catalogue: models to choose from in the interface, corner cases of the price list, and one row for each fault. */
export const models: readonly ModelRow[] = [
  row({ id: 'openai/gpt-4o-mini', name: 'OpenAI: GPT-4o-mini', maxOutputTokens: 16_384, ...cheap }),
  row({
    id: 'anthropic/claude-haiku-4.5',
    canonicalId: 'anthropic/claude-4.5-haiku-20251001',
    name: 'Anthropic: Claude Haiku 4.5',
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    promptUsd: '0.000001',
    completionUsd: '0.000005',
    tokenizer: 'Claude',
  }),
  row({
    id: 'google/gemini-2.5-flash',
    name: 'Google: Gemini 2.5 Flash',
    contextTokens: 1_048_576,
    maxOutputTokens: 65_535,
    promptUsd: '0.0000003',
    completionUsd: '0.0000025',
    tokenizer: 'Gemini',
  }),
  row({
    id: 'simulated/precise',
    canonicalId: 'simulated/precise-20260801',
    name: 'Simulated: Prices to the 22nd Decimal',
    promptUsd: '0.0000000416666666666667',
    completionUsd: '0.0000000833333333333333',
    tokenizer: 'Other',
  }),
  row({
    id: 'simulated/expensive',
    name: 'Simulated: Expensive',
    promptUsd: '0.00015',
    completionUsd: '0.0006',
    tokenizer: 'GPT',
  }),
  row({ id: 'simulated/gift', name: 'Simulated: Paid', ...cheap }),
  row({ id: 'simulated/gift:free', name: 'Simulated: Free', promptUsd: '0', completionUsd: '0', tokenizer: 'Other' }),
  row({ id: 'simulated/gift:batch', name: 'Simulated: Batch', ...cheap }),
  row({ id: 'simulated/small-window', name: 'Simulated: 4k Context', contextTokens: 4096, maxOutputTokens: 4096, ...cheap }),
  row({ id: 'simulated/painter', name: 'Simulated: Paints', output: 'image', ...cheap }),
  row({ id: 'openrouter/auto', name: 'Auto Router', contextTokens: 2_000_000, promptUsd: '-1', completionUsd: '-1', tokenizer: 'Router' }),
  ...Object.keys(faults).map((id) => row({ id, name: `Fault: ${id.slice('fault/'.length)}`, ...cheap })),
];
