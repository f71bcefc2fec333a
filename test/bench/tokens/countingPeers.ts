import { clearMergeCache, countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { Tiktoken } from 'js-tiktoken/lite';
import ranks from 'js-tiktoken/ranks/o200k_base';

const jsTiktoken = new Tiktoken(ranks);
/** Special tokens in a text are text. */
const plain = { disallowedSpecial: new Set<string>() };

/** Each counts with the ranks of o200k_base, and remembers nothing of what it counted before. */
export const countingPeers = {
  'js-tiktoken': (text: string): number => jsTiktoken.encode(text, [], []).length,
  'gpt-tokenizer': (text: string): number => {
    clearMergeCache();
    return countTokens(text, plain);
  },
} as const;
