import { expect, it } from 'vitest';
import { TrackedWork } from '../../../../src/core/answers/trackedWork.ts';

it('waits for what runs, and for what begins in the meantime, whatever of it fails', async () => {
  const work = new TrackedWork();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const failing = work.track(first.promise).catch(() => work.track(second.promise));
  let isSettled = false;
  const settled = work.settled().then(() => (isSettled = true));
  first.reject(new Error('It failed.'));
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  const before = isSettled;
  second.resolve();
  await Promise.all([settled, failing]);
  expect([before, isSettled]).toEqual([false, true]);
});

it('hands the work through', async () => {
  const work = new TrackedWork();
  expect(await work.track(Promise.resolve(5))).toBe(5);
  await expect(work.track(Promise.reject(new Error('no')))).rejects.toThrow('no');
});
