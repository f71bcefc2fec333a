import * as z from 'zod';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import { readPricing } from './cataloguePrices.ts';

const tokens = z.number().nullish();
const text = z.string().nullish();

/** One row of `GET /models`. Only the id is required: local servers send little more. */
const rowSchema = z.object({
  id: z.string().min(1),
  canonical_slug: text,
  name: text,
  context_length: tokens,
  architecture: z
    .object({ input_modalities: z.array(z.string()).nullish(), output_modalities: z.array(z.string()).nullish(), tokenizer: text })
    .nullish(),
  pricing: z.record(z.string(), z.unknown()).nullish(),
  /** Only on `~author/family-latest` rows: the model that the alias stands for today. */
  alias_target: z.object({ slug: text }).nullish().catch(undefined),
  /** What a provider may be required to support (`provider.require_parameters`); a list that cannot be read counts as none. */
  supported_parameters: z.array(z.string().max(64)).max(256).nullish().catch(undefined),
  top_provider: z.object({ context_length: tokens, max_completion_tokens: tokens }).nullish(),
});

/** A row as a model; 'hidden' for what cannot be chatted with (batch jobs, output other than text), 'damaged' for what cannot be read. */
export function readCatalogueRow(row: unknown): CatalogueModel | 'hidden' | 'damaged' {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return 'damaged';
  const { id, canonical_slug, name, context_length, architecture, pricing, alias_target, supported_parameters, top_provider } = parsed.data;
  const output = architecture?.output_modalities ?? ['text'];
  if (id.endsWith(':batch') || !output.includes('text')) return 'hidden';
  return {
    id,
    // The row of an alias repeats its own name there; the answer will name the model behind it.
    canonicalId: alias_target?.slug ?? canonical_slug ?? id,
    name: name ?? id,
    contextTokens: positive(context_length) ?? positive(top_provider?.context_length),
    maxOutputTokens: positive(top_provider?.max_completion_tokens),
    ...readPricing(pricing ?? {}),
    inputModalities: architecture?.input_modalities ?? ['text'],
    tokenizer: architecture?.tokenizer ?? null,
    ...temperatureOf(supported_parameters ?? []),
    simulated: false,
  };
}

/** Nothing for an empty list, which some routers have: what they support is what the model supports that they choose. */
function temperatureOf(parameters: readonly string[]): Pick<CatalogueModel, 'supportsTemperature'> {
  return parameters.length > 0 ? { supportsTemperature: parameters.includes('temperature') } : {};
}

function positive(value: number | null | undefined): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}
