import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import type { FaultyCall } from '../kit/faultyFiles.ts';
import { noon } from '../kit/logs.ts';
import { attemptsOf, hourMs, reservation, setUp, storeIn } from './kit/stores.ts';

describe('pruning', () => {
  const old = { at: noon - 49 * hourMs };

  it('removes what is old and done, and never the largest number', async () => {
    const { claim, numbers, store } = await setUp();
    await claim('done', old);
    await claim('open', old);
    await claim('young');
    await claim('done too', old);
    await claim('last', old);
    await store.prune(({ attemptId }) => attemptId !== 'open');
    expect(await numbers()).toEqual(['2', '3', '5']);
    expect(attemptsOf(await store.all())).toEqual(['open', 'young', 'last']);
  });

  it('keeps a later reservation of an attempt as long as an earlier one is there', async () => {
    const { claim, store } = await setUp();
    await claim('a', { worstUsd: '5' });
    await claim('a', { worstUsd: '1', ...old });
    await claim('b');
    await store.prune(() => true);
    expect(await store.all()).toEqual([reservation('a', { worstUsd: '1', ...old }), reservation('b')]);
  });

  it('removes what is left of dead writers and of damaged files, and what killed windows left', async () => {
    const { claim, clock, names, numbers, put, store } = await setUp();
    await put('1', 'damaged', 49 * hourMs);
    await put('2', '', 49 * hourMs);
    await put(`.claim.${noon - 2 * hourMs}-0123abcd.tmp`, '');
    await put(`.claim.${noon}-0123abcd.tmp`, '');
    await claim('a');
    await store.prune(() => false);
    expect(await numbers()).toEqual(['3']);
    const others = (await names()).filter((name) => !/^\d+$|^floor-/.test(name));
    expect(others).toEqual([`.claim.${noon}-0123abcd.tmp`]);
    clock.advance(2 * hourMs);
    await store.prune(() => false);
    expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps its marks few', async () => {
    const { claim, clock, names, store } = await setUp();
    for (let day = 0; day < 10; day += 1) {
      await claim(`a${day}`, { at: clock.now() });
      clock.advance(24 * hourMs);
      await store.prune(() => true);
    }
    expect((await names()).filter((name) => name.startsWith('floor-')).length).toBeLessThanOrEqual(4);
  });

  it.each<FaultyCall>(['list', 'createFile', 'remove', 'read'])('never fails (%s), and does its work another time', async (call) => {
    const { another, files, numbers } = await setUp();
    const other = another();
    for (const id of ['a', 'b', 'c']) await other.claim(() => reservation(id, old));
    const store = another(files);
    files.plan(call, { code: 'EIO' });
    await store.prune(() => true);
    expect(store.logger.lines).toMatchObject([{ level: 'warn', event: 'budget.pruneFailed', fields: { code: 'EIO' } }]);
    await store.prune(() => true);
    expect(await numbers()).toEqual(['3']);
  });

  it('never fails, not even when it is asked wrongly', async () => {
    const { claim, store } = await setUp();
    for (const id of ['a', 'b']) await claim(id, old);
    await store.prune(() => {
      throw new Error('do not know');
    });
    expect(attemptsOf(await store.all())).toEqual(['a', 'b']);
  });

  // Its private file is swept up meanwhile, unless its clock is ahead of the others'.
  it.each([
    [0, 0],
    [0, 50],
    [1, 50],
    [3, 50],
  ])(
    'a window that slept after it had seen %d reservations (clock %d h ahead), while others went on and removed them, takes no number that was theirs',
    async (seenBefore, aheadHours) => {
      const { another, archive, clock, files, numbers } = await setUp();
      const other = another();
      const say = async (id: string) => void (await other.claim(() => reservation(id, { at: clock.now() })));
      for (let n = 0; n < seenBefore; n += 1) await say(`before ${n}`);

      const seen: string[][] = [];
      const sleepy = storeIn(
        archive,
        {
          ...files,
          link: async (from, to) => {
            if (seen.length === 1) {
              for (let n = 0; n < 5; n += 1) await say(`meanwhile ${n}`);
              clock.advance(49 * hourMs);
              await other.prune(() => true);
              await say('after');
            }
            return nodeFiles.link(from, to);
          },
        },
        { ...clock, now: () => clock.now() + aheadHours * hourMs },
      );
      await sleepy.claim((reservations) => {
        seen.push(attemptsOf(reservations));
        return reservation('sleepy', { at: clock.now() });
      });
      expect(seen.at(-1)).toEqual(['meanwhile 4', 'after']);
      const last = seenBefore + 5;
      expect((await numbers()).sort((a, b) => Number(a) - Number(b))).toEqual([last, last + 1, last + 2].map(String));
      expect(attemptsOf(await another().all())).toEqual(['meanwhile 4', 'after', 'sleepy']);
    },
  );
});
