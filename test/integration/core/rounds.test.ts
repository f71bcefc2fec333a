import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChatRig, cheapModel, cleanUp } from '../../support/chatRig.ts';
import { countedRounds } from '../../support/countedRounds.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

it('a request waits for the archive twice: once for all that is read, once for all that is written', async () => {
  const { counted, roundOf, begin } = countedRounds();
  const rig = new ChatRig({ service: simulator, disk: counted });
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
