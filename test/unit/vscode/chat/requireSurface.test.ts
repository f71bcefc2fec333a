import { beforeEach, expect, it, vi } from 'vitest';
import { requireSurface } from '../../../../src/vscode/chat/requireSurface.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeSurface } from '../kit/fakeSession.ts';

beforeEach(resetFakeVscode);

it('gives the surface that is meant, without a word', () => {
  const { surface } = fakeSurface('c');
  expect([requireSurface({ current: surface }), recorded.messages]).toEqual([surface, []]);
});

it('says that none is in sight, and offers to open one', async () => {
  fakeUser.presses = 'Open Chat';
  expect(requireSurface({ current: null })).toBeNull();
  expect(recorded.messages).toMatchObject([
    { kind: 'information', text: 'No conversation is in sight. Nothing was done.', buttons: ['Open Chat'] },
  ]);
  await vi.waitUntil(() => recorded.executed.length > 0);
  expect(recorded.executed).toEqual([['neuralTerminal.openChat']]);
});

it('does not open one that is not asked for', async () => {
  requireSurface({ current: null });
  await Promise.resolve();
  expect(recorded.executed).toEqual([]);
});
