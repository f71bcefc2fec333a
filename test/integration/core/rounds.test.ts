import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChatRig, cheapModel, cleanUp } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

/** The archive, and in which round it was asked what since `begin`: a call belongs to the one after the last that had ended when it was made. */
function countedRounds() {
  let ended = 0;
  let begun = 0;
  const rounds = new Map<string, number>();
  const disk = <D extends object>(archive: D): D =>
    new Proxy(archive, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = value.apply(target, args);
          if (!(result instanceof Promise)) return result;
          const [round, since] = [ended + 1, begun];
          if (!rounds.has(String(name))) rounds.set(String(name), round);
          const end = () => {
            if (since === begun) ended = Math.max(ended, round);
          };
          result.then(end, end);
          return result as unknown;
        };
      },
    });
  return {
    disk,
    roundOf: (method: string) => rounds.get(method),
    begin: () => {
      ended = 0;
      begun += 1;
      rounds.clear();
    },
  };
}

it('a request waits for the archive twice: once for all that is read, once for all that is written', async () => {
  const { disk, roundOf, begin } = countedRounds();
  const rig = new ChatRig({ service: simulator, disk });
  await rig.readCatalogue();
  const { conversationId, answer } = await rig.converse('First.');
  const position = { below: null };
  const question = { conversationId, position, text: 'Next?', attachments: [], modelId: cheapModel };
  begin();
  await rig.orchestrator.ask({ ...question, requestId: randomUUID() });
  expect([roundOf('conversation'), roundOf('messages'), roundOf('entries'), roundOf('openAttempt')]).toEqual([1, 1, 1, 2]);
  await rig.rest();
  begin();
  await rig.orchestrator.retry(conversationId, answer.id, { requestId: randomUUID() });
  expect([roundOf('messages'), roundOf('entries'), roundOf('openAttempt')]).toEqual([1, 1, 2]);
  await rig.rest();
});
