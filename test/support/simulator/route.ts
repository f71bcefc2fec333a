import type { ChatBody } from './chatBody.ts';
import { type Endpoint, isCheapEnough } from './endpoint.ts';
import { type Fault, faults } from './faults.ts';
import type { ModelRow } from './modelRow.ts';
import { type OddModel, oddModels } from './oddModels.ts';
import type { Pricing } from './pricing.ts';
import type { Refusal } from './refusal.ts';
import { promptTokensOf } from './tokenize.ts';

/** Who answers a request, and at which prices. */
export interface Route {
  readonly fault: Fault | undefined;
  readonly odd: OddModel | undefined;
  readonly served: ModelRow;
  readonly endpoint: Endpoint;
  /** By which it will be billed. */
  readonly pricing: Pricing;
}

/** Chooses the model (a router or an alias stands for another one) and the first provider that is cheap enough. */
export function routeOf(body: ChatBody, models: readonly ModelRow[], at: number): Route | Refusal {
  const row = models.find(({ id }) => id === body.model.replace(/:(nitro|floor|online|exacto)$/, ''));
  if (!row) {
    const availability = { code: 'model_not_found', retryable: false, requested_models: [body.model] };
    return { status: 400, message: `${body.model} is not a valid model ID`, availability };
  }
  const promptTokens = promptTokensOf(body.messages).length;
  const maxTokens = body.max_tokens ?? 0;
  if (promptTokens + maxTokens > row.context_length) return { status: 400, message: overflow(row.context_length, promptTokens, maxTokens) };

  const fault = (faults as Readonly<Record<string, Fault | undefined>>)[row.id];
  const odd = oddModel(row.id);
  const served = servedBy(row, odd, models);
  const endpoints = oddModel(served.id)?.endpoints ?? [
    fault?.notCancellable ? ({ provider: 'Google', billsToTheEnd: true } as const) : { provider: 'OpenAI' },
  ];
  const endpoint = endpoints.find(({ pricing }) => isCheapEnough(pricing ?? served.pricing, body, promptTokens, at));
  if (!endpoint) return noEndpoint(body);
  if (body.provider?.require_parameters === true && !supportsAll(served, body)) return unsupported(body);
  return { fault, odd, served, endpoint, pricing: endpoint.billed ?? endpoint.pricing ?? served.pricing };
}

/** The parameters that a row may list, of those that are sent here. */
const listedParameters = ['max_tokens', 'temperature', 'top_p', 'seed', 'stop'];

function supportsAll({ supported_parameters: supported }: ModelRow, body: ChatBody): boolean {
  return listedParameters.every((name) => !(name in body) || supported.includes(name));
}

function unsupported({ model }: ChatBody): Refusal {
  return {
    status: 404,
    message: 'No endpoints found that can handle the requested parameters.',
    availability: {
      code: 'constraint_filtered',
      retryable: false,
      requested_models: [model],
      constraint: { field: 'provider.require_parameters', detail: 'No provider supports all parameters of the request' },
    },
  };
}

function oddModel(id: string): OddModel | undefined {
  return (oddModels as Readonly<Record<string, OddModel | undefined>>)[id];
}

function servedBy(row: ModelRow, odd: OddModel | undefined, models: readonly ModelRow[]): ModelRow {
  const isRouter = row.pricing.prompt === '-1';
  const target = row.alias_target?.slug ?? odd?.routesTo ?? (isRouter ? models[0]?.id : undefined);
  return models.find(({ id }) => id === target) ?? row;
}

function noEndpoint({ model, provider }: ChatBody): Refusal {
  const detail = `No provider is within ${JSON.stringify(provider?.max_price)} USD per million tokens`;
  return {
    status: 404,
    message:
      'No endpoints found that satisfy your max price. To learn more about provider routing, visit: https://openrouter.ai/docs/guides/routing/provider-selection',
    availability: {
      code: 'constraint_filtered',
      retryable: false,
      requested_models: [model],
      constraint: { field: 'provider.max_price', detail },
    },
  };
}

function overflow(limit: number, promptTokens: number, maxTokens: number): string {
  return `This endpoint's maximum context length is ${limit} tokens. However, you requested about ${promptTokens + maxTokens} tokens (${promptTokens} of text input, ${maxTokens} in the output). Please reduce the length of either one.`;
}
