import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRig, cheapModel, cleanUp, intercept, recordsOnDisk, slowDisk, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

const whole = 'One two three four five six seven eight.';

let simulator: Simulator;
let rig: ChatRig;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(whole);
  rig = new ChatRig({ service: simulator });
  await rig.readCatalogue();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

/** A conversation whose answer has three pieces and waits for its gate. */
async function held(text = 'Count.') {
  const gate = simulator.hold(3);
  const conversationId = await rig.ask(text);
  await until('three pieces', () => rig.orchestrator.live(conversationId)[0]?.text === 'One two thre');
  return { gate, conversationId };
}

describe('stop', () => {
  it('keeps exactly what arrived, with a state and nothing appended', async () => {
    const { conversationId } = await held();
    rig.orchestrator.stop(conversationId);
    await rig.rest();
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'stopped', text: 'One two thre', failure: null, finishReason: null });
  });

  it('ends the request: the service bills what was sent', async () => {
    const { conversationId } = await held();
    rig.orchestrator.stop(conversationId);
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ cancelled: true, text: 'One two thre' }]);
  });

  it('leaves an estimate, marked so, in the message, the ledger and the totals', async () => {
    simulator.generationLateMs = Infinity;
    const { conversationId } = await held();
    rig.orchestrator.stop(conversationId);
    await rig.rest();
    const { cost } = await rig.newest(conversationId);
    expect(cost).toMatchObject({ source: 'estimate', usd: expect.stringMatching(/[1-9]/) as unknown });
    expect((await rig.ledger(conversationId))[0]?.settlement).toMatchObject({
      cost,
      generationId: expect.stringMatching(/^gen-/) as unknown,
    });
    expect(await rig.environment.spend(conversationId)).toMatchObject({ conversationUsd: cost?.usd, conversationApproximate: true });
  });

  it('before the first word leaves an empty answer whose cost is unknown', async () => {
    const gate = simulator.hold(0);
    const conversationId = await rig.ask('Count.');
    await gate.reached;
    rig.orchestrator.stop(conversationId);
    await rig.rest();
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'stopped', text: '', cost: { source: 'unknown', usd: null } });
  });

  it('before the request is made sends nothing and costs nothing', async () => {
    const slow = slowDisk('createConversation');
    const hasty = new ChatRig({ service: simulator, disk: slow.disk });
    const writing = slow.hold();
    const asked = hasty.ask('Count.');
    await writing.reached;
    hasty.orchestrator.stop(hasty.orchestrator.live()[0]?.conversationId ?? '');
    writing.release();
    const conversationId = await asked;
    await hasty.rest();
    expect(await hasty.newest(conversationId)).toMatchObject({ state: 'stopped', text: '', cost: { source: 'uncharged', usd: '0' } });
    expect(simulator.requests.filter(({ path }) => path.endsWith('completions'))).toEqual([]);
  });

  it('twice is once', async () => {
    const { conversationId } = await held();
    rig.orchestrator.stop(conversationId);
    rig.orchestrator.stop(conversationId);
    await rig.rest();
    rig.orchestrator.stop(conversationId);
    expect(await rig.newest(conversationId)).toMatchObject({ state: 'stopped', text: 'One two thre' });
    expect(recordsOnDisk(rig.folder).filter(({ t }) => t === 'message.finished')).toHaveLength(1);
    expect(rig.events.filter(({ type }) => type === 'message.completed')).toHaveLength(1);
  });

  it('when the last word is here leaves a whole answer with its bill', async () => {
    const late = new ChatRig({
      service: simulator,
      disk: (archive) =>
        intercept(archive, 'finishMessage', (finish, ...args) => {
          late.orchestrator.stop(args[1]);
          return finish(...args);
        }),
    });
    const { answer } = await late.converse('Count.');
    expect(answer).toMatchObject({ state: 'complete', text: whole, cost: { source: 'usage' } });
  });

  it('of one conversation leaves the other running', async () => {
    const a = await held('A');
    const b = await held('B');
    rig.orchestrator.stop(a.conversationId);
    await until('the end of A', () => rig.orchestrator.live(a.conversationId).length === 0);
    expect(rig.orchestrator.live(b.conversationId)).toHaveLength(1);
    b.gate.release();
    await rig.rest();
    expect(await rig.newest(b.conversationId)).toMatchObject({ state: 'complete', text: whole });
  });

  it('leaves a part that is context for the next question', async () => {
    const { conversationId } = await held();
    rig.orchestrator.stop(conversationId);
    await rig.rest();
    await rig.ask('Go on.', { in: conversationId });
    await until('the second request', () => simulator.requests.filter(({ path }) => path.endsWith('completions')).length === 2);
    expect(simulator.requests.at(-1)?.body).toMatchObject({
      model: cheapModel,
      messages: [{ role: 'system' }, { content: 'Count.' }, { role: 'assistant', content: 'One two thre' }, { content: 'Go on.' }],
    });
  });
});
