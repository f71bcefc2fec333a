import { describe, expect, it } from 'vitest';
import { encodingOf } from '../../../src/tokens/encodingOf.ts';

describe('encodingOf', () => {
  it.each([
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
    'openai/gpt-4o:batch',
    'openai/chatgpt-4o-latest',
    'openai/gpt-4.1-nano',
    'openai/gpt-4.5-preview',
    'openai/gpt-5',
    'openai/gpt-5-codex',
    'openai/gpt-oss-20b:free',
    'openai/gpt-audio',
    'openai/codex-mini',
    'openai/o1-pro',
    'openai/o3',
    'openai/o4-mini-high',
    '~openai/gpt-latest',
    'gpt-4o',
    'o3-mini',
  ])('%s is counted exactly with o200k_base', (modelId) => {
    expect(encodingOf(modelId)).toEqual({ name: 'o200k_base', exact: true });
  });

  it.each([
    'openai/gpt-4',
    'openai/gpt-4-turbo',
    'openai/gpt-4-0314',
    'openai/gpt-3.5-turbo',
    'openai/gpt-3.5-turbo-0613',
    'openai/gpt-4:extended',
    'gpt-35-turbo',
  ])('%s is counted exactly with cl100k_base', (modelId) => {
    expect(encodingOf(modelId)).toEqual({ name: 'cl100k_base', exact: true });
  });

  it.each([
    'anthropic/claude-sonnet-4.5',
    'google/gemini-2.5-pro',
    'x-ai/grok-4.6',
    'stealth/ox-alpha',
    'demo/tour',
    'openrouter/auto',
    '',
  ])('%j is approximated with o200k_base', (modelId) => {
    expect(encodingOf(modelId)).toEqual({ name: 'o200k_base', exact: false });
  });
});
