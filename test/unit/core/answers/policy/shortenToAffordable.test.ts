import { expect, it } from 'vitest';
import { shortenToAffordable } from '../../../../../src/core/answers/policy/shortenToAffordable.ts';
import { limits, lost, outcome, refused, unpaid } from '../kit/attemptOutcome.ts';

const shorten = (maxTokens: number) => ({ type: 'shorten', maxTokens });

it.each([
  ['a refusal that names a length', [unpaid(40)], shorten(40)],
  ['a refusal that names the least length', [unpaid(16)], shorten(16)],
  ['a refusal that names next to nothing', [unpaid(15)], null],
  ['a refusal that names nothing', [unpaid(null)], null],
  ['a refusal that names zero', [unpaid(0)], null],
  ['the first that names a length, behind others', [refused, lost, unpaid(40)], shorten(40)],
  ['a second one', [unpaid(40), unpaid(20)], null],
  ['a second one, behind another refusal', [unpaid(40), refused, unpaid(20)], null],
  ['another refusal', [refused], null],
  ['another refusal behind one that names a length', [unpaid(40), refused], null],
  ['a lost line', [lost], null],
  ['a whole answer', [outcome({ type: 'complete' }, 5)], null],
  ['nothing', [], null],
])('decides after %s', (_, past, step) => {
  expect(shortenToAffordable(past, limits)).toEqual(step);
});
