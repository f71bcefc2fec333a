import type { TokenCounter } from '../../../../../src/core/ports/tokenCounter.ts';

export interface CharactersAsTokens extends TokenCounter {
  /** Whether the table of all models is here: then a token is a word, before it is a character. */
  isReady: boolean;
  /** Texts that were counted, in order. */
  readonly counted: readonly string[];
}

/** One token a character until the table is there, one token a word after, also for a text that has grown across that; exact for every model but those whose names begin with "guess". */
export function charactersAsTokens(isReady = false): CharactersAsTokens {
  const counted: string[] = [];
  const tokensOf = (text: string) => (text === '' ? 0 : self.isReady ? text.split(' ').length : text.length);
  const self: CharactersAsTokens = {
    isReady,
    counted,
    prepare: () => Promise.resolve(void (self.isReady = true)),
    isExact: (modelId) => self.isReady && !modelId.startsWith('guess'),
    count: (_modelId, text) => {
      counted.push(text);
      return tokensOf(text);
    },
    countYielding: (_modelId, text) => Promise.resolve(self.count(_modelId, text)),
    start: () => {
      let all = '';
      return {
        append: (text) => void (all += text),
        get tokens() {
          return tokensOf(all);
        },
      };
    },
  };
  return self;
}
