import { tokenize } from '../support/simulator/tokenize.ts';
import { answerText } from './streaming/answerText.ts';

/** The Markdown answer of the streaming bench, cut so that the simulator sends it in exactly so many pieces. */
export function answerOf(tokens: number): string {
  const pieces = tokenize(answerText(tokens));
  if (pieces.length < tokens) throw new Error(`The text has only ${pieces.length} pieces.`);
  return pieces.slice(0, tokens).join('');
}
