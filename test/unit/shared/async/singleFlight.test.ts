import { expect, it } from 'vitest';
import { SingleFlight } from '../../../../src/shared/async/singleFlight.ts';

function watched() {
  const ends: PromiseWithResolvers<void>[] = [];
  let [atOnce, most] = [0, 0];
  const flight = new SingleFlight(async () => {
    most = Math.max(most, (atOnce += 1));
    const end = Promise.withResolvers<void>();
    ends.push(end);
    try {
      await end.promise;
    } finally {
      atOnce -= 1;
    }
  });
  return { flight, ends, mostAtOnce: () => most };
}

it('serves all who ask during a run by one more run', async () => {
  const { flight, ends } = watched();
  const first = flight.run();
  const [second, third] = [flight.run(), flight.run()];
  expect(second).toBe(third);
  ends[0]?.resolve();
  await first;
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve();
  await Promise.all([second, third]);
  expect(ends).toHaveLength(2);
});

it('runs again for those who waited when a run fails', async () => {
  const { flight, ends } = watched();
  const [first, second] = [flight.run(), flight.run()];
  ends[0]?.reject(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve();
  await second;
});

it('never runs twice at a time, at whichever moment it is asked to', async () => {
  for (let turns = 0; turns < 8; turns += 1) {
    const { flight, ends, mostAtOnce } = watched();
    void flight.run();
    const waiting = flight.run();
    ends[0]?.resolve();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const late = flight.run();
    const finish = setInterval(() => ends.forEach((end) => end.resolve()), 1);
    await Promise.all([waiting, late]);
    clearInterval(finish);
    expect(mostAtOnce()).toBe(1);
  }
});
