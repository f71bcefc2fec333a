import { ChatError } from '../core/errors/chatError.ts';
import { demonstrationWords } from '../shared/limits.ts';
import type { ChatTurn } from '../core/ports/chatClient.ts';
import { readQuestion } from './attachedContext.ts';
import { codeAnswer } from './codeAnswer.ts';
import { longAnswer } from './longAnswer.ts';
import { failingAnswer, slowAnswer } from './shortAnswers.ts';
import { tableAnswer } from './tableAnswer.ts';
import { tour } from './tour.ts';

/** What the demonstration model is going to say, and how. */
export interface Script {
  readonly text: string;
  readonly tokensPerSecond: number;
  /** Silence before the first token, filled with keep-alive signals. */
  readonly silenceMs: number;
  /** How the line ends instead of finishing. */
  readonly failure: ChatError | null;
}

const usual = { tokensPerSecond: 60, silenceMs: 300, failure: null };

const scripts: Readonly<Record<(typeof demonstrationWords)[number], () => Script>> = {
  table: () => ({ ...usual, text: tableAnswer }),
  code: () => ({ ...usual, text: codeAnswer }),
  long: () => ({ ...usual, text: longAnswer }),
  slow: () => ({ ...usual, text: slowAnswer, tokensPerSecond: 6, silenceMs: 8_000 }),
  fail: () => ({
    ...usual,
    text: failingAnswer.trimEnd(),
    failure: new ChatError(
      'INTERRUPTED',
      'The line was cut before the answer was complete. The part that arrived is kept. Retry asks again.',
      {
        retryable: true,
        actions: ['retry'],
      },
    ),
  }),
};

/** The first word that has a script decides. A question about attached context gets the tour, which names the context. */
export function scriptFor(turns: readonly ChatTurn[]): Script {
  const last = turns.findLast((turn) => turn.role === 'user');
  const { attached, words } = readQuestion(last?.content ?? '');
  if (attached.length === 0)
    for (const [word] of words.toLowerCase().matchAll(/\p{L}+/gu)) {
      const known = demonstrationWords.find((name) => name === word);
      if (known) return scripts[known]();
    }
  return { ...usual, text: tour(attached) };
}
