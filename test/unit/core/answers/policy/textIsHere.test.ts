import { expect, it } from 'vitest';
import { textIsHere } from '../../../../../src/core/answers/policy/textIsHere.ts';
import { limits, lost, outcome, unpaid } from '../kit/attemptOutcome.ts';

const end = { type: 'end' };

it.each([
  ['a refusal behind the first character', [unpaid(40, 1)], end],
  ['a cut answer', [outcome({ type: 'cut' }, 400)], end],
  ['a refusal before any', [unpaid(40)], null],
  ['a lost line before any', [lost], null],
  ['nothing', [], null],
])('decides after %s', (_, past, step) => {
  expect(textIsHere(past, limits)).toEqual(step);
});
