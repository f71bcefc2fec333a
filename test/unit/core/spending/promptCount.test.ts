import { describe, expect, it } from 'vitest';
import type { TokenCounter } from '../../../../src/core/ports.ts';
import { PromptCount } from '../../../../src/core/spending/promptCount.ts';

/** One token a character until the table is there, one token a word after. */
function counter() {
  const state = { ready: false, counted: 0 };
  const tokens: TokenCounter = {
    prepare: () => Promise.resolve(void (state.ready = true)),
    count: (_model, text) => {
      state.counted += 1;
      return state.ready ? text.split(' ').length : text.length;
    },
    start: () => ({ append: () => undefined, tokens: 0 }),
  };
  return { state, tokens };
}

const turns = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello there you' },
] as const;

describe('the tokens of a prompt', () => {
  it('are those of its turns and their frames, counted when they are first asked for', () => {
    const { state, tokens } = counter();
    const prompt = new PromptCount(tokens, 'm', turns);
    expect(state.counted).toBe(0);
    expect([prompt.tokens, prompt.tokens]).toEqual([35, 35]);
    expect(state.counted).toBe(2);
  });

  it('are counted again when the model’s own table is there', async () => {
    const { tokens } = counter();
    const prompt = new PromptCount(tokens, 'm', turns);
    const approximate = prompt.tokens;
    await tokens.prepare('m');
    prompt.recount();
    expect([approximate, prompt.tokens]).toEqual([35, 16]);
  });
});
