import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatTurn } from '../../../../../src/core/ports/chatClient.ts';
import { PromptCount } from '../../../../../src/core/money/counts/promptCount.ts';
import { TokenCountCache } from '../../../../../src/core/money/counts/tokenCountCache.ts';
import { charactersAsTokens } from '../kit/charactersAsTokens.ts';

const turns = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello there you' },
] as const;

describe('the tokens of a prompt', () => {
  it('are those of its turns and their frames, counted when they are first asked for, and once', () => {
    const tokens = charactersAsTokens();
    const prompt = new PromptCount(new TokenCountCache(tokens), 'm', turns);
    expect(tokens.counted).toEqual([]);
    expect([prompt.tokens, prompt.tokens]).toEqual([35, 35]);
    expect(tokens.counted).toHaveLength(2);
  });

  it('are counted again when the model’s own table is there', async () => {
    const counts = new TokenCountCache(charactersAsTokens());
    const prompt = new PromptCount(counts, 'm', turns);
    const approximate = prompt.tokens;
    await prompt.count(() => Promise.resolve());
    expect([approximate, prompt.tokens]).toEqual([35, 16]);
  });

  it('of a long conversation delay no one, however short its turns: they are approximated until they were counted with pauses', async () => {
    const tokens = charactersAsTokens(true);
    const long = Array.from({ length: 100 }, (_, index): ChatTurn => ({ role: 'user', content: `${index} `.repeat(500) }));
    const prompt = new PromptCount(new TokenCountCache(tokens), 'm', long);
    const [quick, bound] = [prompt.tokens, prompt.bound];
    const countedAtOnce = tokens.counted.length;
    let pauses = 0;
    await prompt.count(() => Promise.resolve(void pauses++));
    expect([countedAtOnce, pauses]).toEqual([0, 2]);
    const bytes = long.reduce((sum, { content }) => sum + content.length, 0);
    expect([quick, bound]).toEqual([bytes / 4 + 403, bytes + 1616]);
    expect(prompt.tokens).toBe(100 * 501 + 403);
  });
});

describe('the bound of a prompt', () => {
  const anyTurns = fc.array(
    fc.record<ChatTurn>({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.string({ unit: 'binary', maxLength: 60 }) }),
    { maxLength: 8 },
  );

  it('is not below any count of it, whether the table is here or not', () => {
    fc.assert(
      fc.property(anyTurns, fc.boolean(), fc.constantFrom('m', 'guess'), (turns, isReady, modelId) => {
        const prompt = new PromptCount(new TokenCountCache(charactersAsTokens(isReady)), modelId, turns);
        const { bound } = prompt;
        expect(bound).toBeGreaterThanOrEqual(prompt.tokens);
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });

  it('counts nothing of a prompt whose table is not here', () => {
    const tokens = charactersAsTokens();
    const { bound } = new PromptCount(new TokenCountCache(tokens), 'm', [{ role: 'user', content: 'é€' }]);
    expect([bound, tokens.counted]).toEqual([16 + 5 + 16, []]);
  });
});
