import { expect, it } from 'vitest';
import { completed } from '../../../../../src/core/answers/policy/completed.ts';
import { limits, lost, outcome, unpaid } from '../kit/attemptOutcome.ts';

const end = { type: 'end' };
const whole = outcome({ type: 'complete' }, 12);

it.each([
  ['a whole answer', [whole], end],
  ['a whole answer after a refusal', [unpaid(40), whole], end],
  ['an answer that was cut', [outcome({ type: 'cut' }, 12)], null],
  ['an answer of nothing', [outcome({ type: 'empty' })], null],
  ['a lost line', [lost], null],
  ['nothing', [], null],
])('decides after %s', (_, past, step) => {
  expect(completed(past, limits)).toEqual(step);
});
