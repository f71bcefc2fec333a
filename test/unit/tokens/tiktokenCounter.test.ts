import { describe, expect, it } from 'vitest';
import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { loadRanks, preparedCounter } from './ranks.ts';

const modelId = 'openai/gpt-4o';

describe('TiktokenCounter before its table is there', () => {
  it('counts a quarter of the bytes, rounded up', () => {
    const counter = new TiktokenCounter(loadRanks);
    expect(['', 'abcd', 'abcde', 'ü漢'].map((text) => counter.count(modelId, text))).toEqual([0, 1, 2, 2]);
  });

  it('counts a growing text the same way and goes over to exact counting, past text included', async () => {
    const counter = new TiktokenCounter(loadRanks);
    const growing = counter.start(modelId);
    growing.append('Tokenization is ');
    growing.append('not division.');
    expect(growing.tokens).toBe(8);
    await counter.prepare(modelId);
    expect(growing.tokens).toBe(6);
    growing.append(' At all.');
    expect(growing.tokens).toBe(counter.count(modelId, 'Tokenization is not division. At all.'));
  });
});

describe('TiktokenCounter.prepare', () => {
  it('loads the table of each family once, and none before it is asked for', async () => {
    const loaded: string[] = [];
    const counter = new TiktokenCounter((name) => {
      loaded.push(name);
      return loadRanks(name);
    });
    counter.count(modelId, 'text');
    expect(loaded).toEqual([]);
    await Promise.all([counter.prepare('openai/gpt-4o'), counter.prepare('anthropic/claude-opus-5'), counter.prepare('openai/gpt-4')]);
    await counter.prepare('openai/gpt-5');
    expect(loaded).toEqual(['o200k_base', 'cl100k_base']);
  });

  it('lets the host turn while it builds', async () => {
    let turns = 0;
    const turn = () => {
      turns++;
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    await preparedCounter(modelId);
    clearImmediate(immediate);
    expect(turns).toBeGreaterThan(20);
  });

  it('rejects when the data cannot be read, goes on by bytes, and tries again the next time', async () => {
    const answers = [Promise.reject(new Error('no such file')), Promise.resolve('{"pat_str":"a"}'), loadRanks('o200k_base')];
    const counter = new TiktokenCounter(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
    await expect(counter.prepare(modelId)).rejects.toThrow('no such file');
    await expect(counter.prepare(modelId)).rejects.toThrow('bpe_ranks');
    expect(counter.count(modelId, 'characters')).toBe(3);
    await counter.prepare(modelId);
    expect(counter.count(modelId, 'characters')).toBe(1);
  });

  it('rejects ranks in another notation', async () => {
    const counter = new TiktokenCounter(() => Promise.resolve(JSON.stringify({ pat_str: '.', bpe_ranks: 'IQ== 0\nIg== 1' })));
    await expect(counter.prepare(modelId)).rejects.toThrow('expected form');
  });
});

describe('TiktokenCounter', () => {
  it('takes special tokens in a text for text', async () => {
    const counter = await preparedCounter(modelId);
    expect(counter.count(modelId, 'say <|endoftext|> now')).toBe(9);
  });

  it('says that a count is exact when the tokenizer is public and its table is here', async () => {
    const counter = new TiktokenCounter(loadRanks);
    const exact = () => ['openai/gpt-5', 'openai/gpt-4', 'anthropic/claude-opus-5'].map((id) => counter.isExact(id));
    expect(exact()).toEqual([false, false, false]);
    await counter.prepare('anthropic/claude-opus-5');
    expect(exact()).toEqual([true, false, false]);
    await counter.prepare('openai/gpt-4');
    expect(exact()).toEqual([true, true, false]);
  });

  it('stops counting in turns when it is told to', async () => {
    const counter = await preparedCounter(modelId);
    const stopping = new AbortController();
    const counting = counter.countYielding(modelId, 'word '.repeat(100_000), stopping.signal);
    stopping.abort(new Error('no longer needed'));
    await expect(counting).rejects.toThrow('no longer needed');
  });
});
