import { expect, it } from 'vitest';
import { Lazy } from '../../../../src/shared/async/lazy.ts';

/** Makings that end as the test says, in the order in which they began. */
function makings() {
  const begun: PromiseWithResolvers<string>[] = [];
  const lazy = new Lazy(() => {
    const making = Promise.withResolvers<string>();
    begun.push(making);
    return making.promise;
  });
  return { lazy, begun };
}

it('makes nothing before the first question, and one value for all questions', async () => {
  const { lazy, begun } = makings();
  expect([begun.length, lazy.current]).toEqual([0, null]);
  const answers = [lazy.get(), lazy.get()];
  begun[0]?.resolve('value');
  expect(await Promise.all(answers)).toEqual(['value', 'value']);
  expect(await lazy.get()).toBe('value');
  expect(await lazy.current).toBe('value');
  expect(begun).toHaveLength(1);
});

it('tries again after a making that failed, and fails for every caller that asked during it', async () => {
  const { lazy, begun } = makings();
  const answers = [lazy.get(), lazy.get()];
  begun[0]?.reject(new Error('not now'));
  expect(await Promise.allSettled(answers)).toEqual(Array(2).fill({ status: 'rejected', reason: new Error('not now') }));
  expect(lazy.current).toBeNull();
  const again = lazy.get();
  begun[1]?.resolve('value');
  expect([await again, await lazy.get(), begun.length]).toEqual(['value', 'value', 2]);
});

it('does not lose a question that comes while the failure is being reported', async () => {
  const { lazy, begun } = makings();
  const again = lazy.get().catch(() => lazy.get());
  begun[0]?.reject(new Error('not now'));
  await new Promise((resolve) => setImmediate(resolve));
  begun[1]?.resolve('value');
  expect(await again).toBe('value');
});
