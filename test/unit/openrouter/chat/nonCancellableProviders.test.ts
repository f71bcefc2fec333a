import { expect, it } from 'vitest';
import { billsToTheEnd } from '../../../../src/openrouter/chat/nonCancellableProviders.ts';

it.each([
  'Google',
  'Google AI Studio',
  'Amazon Bedrock',
  'AWS Bedrock',
  'Mistral',
  'Groq',
  'Perplexity',
  'Alibaba',
  'Inference.net',
  '01.AI',
  'google-ai-studio',
  'MISTRAL',
  'amazon bedrock',
  'InferenceNet',
  'hugging-face',
  'Lynn 2',
])('an answer of %s is billed to the end', (provider) => {
  expect(billsToTheEnd(provider)).toBe(true);
});

it.each([null, '', 'OpenAI', 'Anthropic', 'Azure', 'DeepSeek', 'Together', 'xAI', 'Nobody Yet', 'Googlelike', 'built-in'])(
  'an answer of %j is stopped for real',
  (provider) => {
    expect(billsToTheEnd(provider)).toBe(false);
  },
);
