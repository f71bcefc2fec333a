import type { Pricing } from './pricing.ts';

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
  readonly pricing: Pricing;
  readonly top_provider: {
    readonly context_length: number | null;
    readonly max_completion_tokens: number | null;
    readonly is_moderated: boolean;
  };
  readonly per_request_limits: null;
  readonly supported_parameters: readonly string[];
  readonly default_parameters: null;
  readonly links: { readonly details: string };
  /** Only on rows that stand for the latest of a family. */
  readonly alias_target?: { readonly slug: string; readonly name: string };
}

export interface Outline {
  readonly id: string;
  readonly canonicalId?: string;
  readonly name: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly pricing: Pricing;
  readonly tokenizer?: string;
  readonly output?: string;
  /** What its row lists as `supported_parameters`. */
  readonly parameters?: readonly string[];
  readonly aliasOf?: { readonly slug: string; readonly name: string };
}

export function modelRow(outline: Outline): ModelRow {
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
      tokenizer: outline.tokenizer ?? 'GPT',
      instruct_type: null,
    },
    pricing: outline.pricing,
    top_provider: { context_length: contextTokens, max_completion_tokens: outline.maxOutputTokens ?? null, is_moderated: false },
    per_request_limits: null,
    supported_parameters: outline.parameters ?? ['max_tokens', 'temperature'],
    default_parameters: null,
    links: { details: `/api/v1/models/${canonicalId}/endpoints` },
    ...(outline.aliasOf && { alias_target: outline.aliasOf }),
  };
}
