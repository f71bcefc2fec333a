import { expect, test } from 'vitest';
import { requestTraits, type RequestTraits } from '../../../../../src/shared/protocol/requests/requestTraits.ts';

const withTrait = (trait: keyof RequestTraits) => Object.entries(requestTraits).flatMap(([name, traits]) => (traits[trait] ? [name] : []));

test('a notice ends with the next request that changes the archive or what is shown of it', () => {
  expect(withTrait('changesArchive')).toEqual([
    'ask',
    'retry',
    'showBranch',
    'fork',
    'deleteEntry',
    'restoreEntry',
    'changeConversation',
    'newConversation',
    'openConversation',
  ]);
});

test('only what waits for the user, or reads the whole archive, has no deadline', () => {
  expect(withTrait('waitsForUser')).toEqual(['setApiKey', 'raiseBudget', 'eraseConversation', 'eraseEntry', 'verifyArchive', 'openLink']);
});

test('money is spent by questions and by their repetition', () => {
  expect(withTrait('paid')).toEqual(['ask', 'retry']);
});
