import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../src/shared/protocol/surfaceState.ts';
import { answerEnd, reachedLimit } from '../../../../webview-ui/transcript/answerEnd.ts';

type Fields = Pick<Entry, 'role' | 'state' | 'text' | 'reasoning' | 'finishReason' | 'parts'>;
const whole: Fields = { role: 'assistant', state: 'complete', text: 'Yes.', reasoning: '', finishReason: 'stop' };
const parts = (fields: Partial<NonNullable<Entry['parts']>>) => ({ citations: [], tools: [], images: 0, ...fields });

describe('the end of an answer', () => {
  it.each([
    ['an answer', whole],
    ['a question', { ...whole, role: 'user', text: '' }],
    ['an answer that runs', { ...whole, state: 'streaming', text: '', finishReason: null }],
    ['an answer that was stopped', { ...whole, state: 'stopped', text: '' }],
    ['an answer that was cut', { ...whole, state: 'interrupted', text: '' }],
    ['an answer with sources', { ...whole, parts: parts({ citations: [{ url: 'https://a.example', title: '' }] }) }],
  ] as const)('needs no word for %s', (_name, fields) => {
    expect(answerEnd(fields)).toBeNull();
  });

  it.each([
    ['a limit', { finishReason: 'length' }, /reached its limit of tokens\. .*neuralTerminal\.conversation\.maxReplyTokens/],
    [
      'a limit before the first word',
      { finishReason: 'length', text: '', reasoning: 'Hm' },
      /limit of tokens before its first word.*maxReplyTokens/,
    ],
    ['a filter', { finishReason: 'content_filter' }, /filter .* ended the answer here/],
    ['a filter before the first word', { finishReason: 'content_filter', text: '' }, /filter .* held the answer back/],
    ['a tool', { text: '', finishReason: 'tool_calls', parts: parts({ tools: ['look_up'] }) }, /asked for tools .*: look_up\.$/],
    ['tools beside text', { parts: parts({ tools: ['look_up', 'write'] }) }, /: look_up, write\.$/],
    ['a tool without a name', { text: '\n', parts: parts({ tools: [''] }) }, /^The model asked for a tool, which/],
    ['a picture', { text: '', parts: parts({ images: 1 }) }, /^A picture came .* It is kept/],
    ['pictures', { text: 'Two:', parts: parts({ images: 2 }) }, /^2 pictures came/],
    ['thoughts alone', { text: '', reasoning: 'Hm' }, /has thought, and ended without an answer/],
    ['nothing', { text: ' \n' }, /without a word\. Ask again/],
    ['a limit and a tool', { finishReason: 'length', parts: parts({ tools: ['a'] }) }, /limit of tokens.*asked for tools/],
  ])('names %s', (_name, fields, words) => {
    expect(answerEnd({ ...whole, ...fields })).toMatch(words);
  });

  it('is the limit of the settings only where the answer ended by itself', () => {
    expect(reachedLimit({ state: 'complete', finishReason: 'length' })).toBe(true);
    expect(reachedLimit({ state: 'complete', finishReason: 'stop' })).toBe(false);
    expect(reachedLimit({ state: 'stopped', finishReason: 'length' })).toBe(false);
  });
});
