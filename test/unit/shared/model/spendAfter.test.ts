import { expect, it } from 'vitest';
import { spendAfter } from '../../../../src/shared/model/spendAfter.ts';
import { spend } from '../../../webview/app/surfaceFixtures.ts';

const known = spend({ conversationUsd: '0.1', todayUsd: '0.30', monthUsd: '12' });

it('adds to the day and the month what a conversation costs more, and takes away what it costs less', () => {
  expect(spendAfter(known, { conversationUsd: '0.15' })).toEqual({
    ...known,
    conversationUsd: '0.15',
    todayUsd: '0.35',
    monthUsd: '12.05',
  });
  expect(spendAfter(known, { conversationUsd: '0' })).toEqual({ ...known, conversationUsd: '0', todayUsd: '0.2', monthUsd: '11.9' });
});

it('leaves a day or a month that is named as it is named, and both as they are where the conversation has not moved', () => {
  expect(spendAfter(known, { conversationUsd: '0.2', todayUsd: '0.2' })).toMatchObject({ todayUsd: '0.2', monthUsd: '12.1' });
  expect(spendAfter(known, { conversationUsd: '0.1', unresolved: 3 })).toEqual({ ...known, unresolved: 3 });
});

it('keeps a difference in mind that is less than nothing, so that moves can be joined', () => {
  const step = spendAfter(spendAfter(spend({ conversationUsd: '5', todayUsd: '1' }), { conversationUsd: '0' }), { conversationUsd: '6' });
  expect(step.todayUsd).toBe('2');
});
