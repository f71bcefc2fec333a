import { describe, expect, it } from 'vitest';
import { TokenCountCache } from '../../../../../src/core/money/counts/tokenCountCache.ts';
import { charactersAsTokens } from '../kit/charactersAsTokens.ts';

describe('counts of turns', () => {
  it('are kept: the same text is counted once for each model', () => {
    const tokens = charactersAsTokens();
    const counts = new TokenCountCache(tokens);
    for (const modelId of ['m', 'm', 'other', 'm']) counts.count(modelId, 'text');
    expect(tokens.counted).toHaveLength(2);
  });

  it('are made anew once the table of the model is here, and kept when it is prepared again', async () => {
    const tokens = charactersAsTokens();
    const counts = new TokenCountCache(tokens);
    const before = counts.count('m', 'two words');
    await counts.prepare('m');
    const after = counts.count('m', 'two words');
    await counts.prepare('m');
    counts.count('m', 'two words');
    expect([before, after, tokens.counted.length]).toEqual([9, 2, 2]);
  });

  it('are made anew for a family without a public tokenizer too: its approximation was a coarser one before', async () => {
    const counts = new TokenCountCache(charactersAsTokens());
    counts.count('guess', 'two words');
    await counts.prepare('guess');
    expect(counts.count('guess', 'two words')).toBe(2);
  });

  it('that were approximated bound nothing when the table came for another model of the family', async () => {
    const tokens = charactersAsTokens();
    const counts = new TokenCountCache(tokens);
    tokens.count = (_modelId, text) => (tokens.isReady ? text.length : 1);
    counts.count('m', 'more than one');
    await counts.prepare('sibling');
    expect(counts.bound('m', 'more than one')).toBe(13);
  });

  it('are tried again after a table that could not be loaded', async () => {
    const tokens = charactersAsTokens();
    const counts = new TokenCountCache(tokens);
    tokens.prepare = () => Promise.reject(new Error('No table.'));
    await expect(counts.prepare('m')).rejects.toThrow('No table.');
    counts.count('m', 'two words');
    tokens.prepare = () => Promise.resolve(void (tokens.isReady = true));
    await counts.prepare('m');
    expect(counts.count('m', 'two words')).toBe(2);
  });

  it('of very much text are dropped, not gathered for ever', () => {
    const tokens = charactersAsTokens();
    const counts = new TokenCountCache(tokens);
    const text = (letter: string) => letter.repeat(1_500_000);
    for (const letter of ['a', 'b', 'c', 'a']) counts.count('m', text(letter));
    expect(tokens.counted).toHaveLength(4);
  });

  it('of a long conversation are made with pauses, and those that are known without', async () => {
    const counts = new TokenCountCache(charactersAsTokens());
    const texts = Array.from({ length: 10 }, (_, index) => String(index).repeat(20_000));
    let pauses = 0;
    const pause = () => Promise.resolve(void pauses++);
    await counts.countAll('m', texts, pause);
    await counts.countAll('m', texts, pause);
    expect(pauses).toBe(3);
  });
});

describe('the bound of a text', () => {
  it.each([
    ['the bytes of it before the table is here', false, 'm', 'two wörds', 10],
    ['its count once the table is here', true, 'm', 'two wörds', 2],
    ['the bytes of it for a family whose tokenizer is not built in', true, 'guess', 'two wörds', 10],
    ['the bytes of it where counting would take a while', true, 'm', 'word '.repeat(2000), 10_000],
  ])('is %s', (_, isReady, modelId, text, bound) => {
    expect(new TokenCountCache(charactersAsTokens(isReady)).bound(modelId, text)).toBe(bound);
  });

  it('that is long is its count when it was counted already', () => {
    const counts = new TokenCountCache(charactersAsTokens(true));
    const text = 'word '.repeat(2000);
    counts.count('m', text);
    expect(counts.bound('m', text)).toBe(2001);
  });
});
