import { expect, it } from 'vitest';
import { endedFromThisSide } from '../../../../../src/core/answers/policy/endedFromThisSide.ts';
import { limits, outcome, refused, unpaid } from '../kit/attemptOutcome.ts';

const end = { type: 'end' };
const stopped = outcome({ type: 'ended', by: 'stop' });

it.each([
  ['a stop', [stopped], end],
  ['the budget', [outcome({ type: 'ended', by: 'budget' }, 5)], end],
  ['the closing window', [outcome({ type: 'ended', by: 'shutdown' })], end],
  ['a stop after a refusal', [unpaid(40), stopped], end],
  ['a refusal', [refused], null],
  ['a refusal, whatever was ended before', [stopped, refused], null],
  ['nothing', [], null],
])('decides after %s', (_, past, step) => {
  expect(endedFromThisSide(past, limits)).toEqual(step);
});
