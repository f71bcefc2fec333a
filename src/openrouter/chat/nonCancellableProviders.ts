/**
 * Providers that do not support the cancellation of a stream: they generate, and bill, to the end
 * (https://openrouter.ai/docs/api-reference/streaming, list of 2026-08). Some go by several names: in that list, in answers, in settings.
 */
const providers: ReadonlySet<string> = new Set(
  [
    'AWS Bedrock',
    'Amazon Bedrock',
    'Groq',
    'Modal',
    'Google',
    'Google Vertex',
    'Google AI Studio',
    'Minimax',
    'HuggingFace',
    'Replicate',
    'Perplexity',
    'Mistral',
    'AI21',
    'Featherless',
    'Lynn',
    'Lynn 2',
    'Lambda',
    'Reflection',
    'SambaNova',
    'Inflection',
    'ZeroOneAI',
    '01.AI',
    'AionLabs',
    'Alibaba',
    'Nebius',
    'Nebius AI Studio',
    'Kluster',
    'Kluster.ai',
    'Targon',
    'Inference.net',
  ].map(plain),
);

/** Whether an abort saves nothing with this provider. Of an unknown one it is not assumed: its answer is stopped for real. */
export function billsToTheEnd(provider: string | null): boolean {
  return provider !== null && providers.has(plain(provider));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s.-]/g, '');
}
