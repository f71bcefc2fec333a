import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { ChatRig, cleanUp, hurried, otherModel, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';

const whole = 'One two three four five six seven eight.';

let simulator: Simulator;
let here: ChatRig;
let there: ChatRig;
let page: SurfaceWithPage;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(whole);
  // Checkpoints come every 1.5 seconds; the other window's come faster, so that no test waits.
  there = new ChatRig({ service: simulator, clock: hurried(systemClock, 20) });
  here = new ChatRig({ service: simulator, folder: there.folder });
  await there.readCatalogue();
  page = here.surface();
  page.show();
  await until('the first snapshot', () => page.hasState);
  here.archive.follow();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

describe('two windows on one archive', () => {
  it('see each other’s new conversations', async () => {
    const { conversationId } = await there.converse('From there.');
    await until(
      'the conversation',
      () => page.state.conversations[0]?.id === conversationId && page.state.conversations[0].messageCount === 2,
    );
    expect(page.state.conversation).toBeNull();
  });

  it('see each other’s answers grow and end', async () => {
    const gate = simulator.hold(3);
    const conversationId = await there.ask('Count.');
    await until('the conversation', () => page.state.conversations.length === 1);
    await page.request('openConversation', { id: conversationId });
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    expect(page.entries[1]).toMatchObject({ state: 'streaming' });
    gate.release();
    await until('the end', () => page.entries[1]?.stream === null);
    await there.rest();
    expect(page.messages).toEqual(await there.messages(conversationId));
    expect(page.breaches).toEqual([]);
  });

  it('see an answer that is stopped there as stopped', async () => {
    simulator.hold(3);
    const conversationId = await there.ask('Count.');
    await until('three pieces', () => there.orchestrator.live(conversationId)[0]?.text === 'One two thre');
    await until('the conversation', () => page.state.conversations.length === 1);
    await page.request('openConversation', { id: conversationId });
    there.orchestrator.stop(conversationId);
    await until('the end', () => page.entries[1]?.state === 'stopped');
    expect(page.entries[1]).toMatchObject({ text: 'One two thre', stream: null });
  });

  it('see a follow-up and another model that were chosen there', async () => {
    const { conversationId } = await there.converse('First.');
    await until('the conversation', () => page.state.conversations.length === 1);
    await page.request('openConversation', { id: conversationId });
    await there.archive.changeConversation(conversationId, { modelId: otherModel });
    await there.converse('Second.', { in: conversationId });
    await until('all of it', () => page.entries.length === 4 && !page.streaming);
    expect(page.state.status.modelId).toBe(otherModel);
  });

  it('count each other’s money', async () => {
    await there.converse('First.');
    await simulator.idle();
    await until('the sum of the day', () => page.state.status.spend.todayUsd === simulator.bills[0]?.costUsd);
  });

  it('keep both questions that were asked of one conversation at once, as branches', async () => {
    const { conversationId } = await there.converse('First.');
    await Promise.all([there.ask('From there.', { in: conversationId }), here.ask('From here.', { in: conversationId })]);
    await Promise.all([there.rest(), here.rest()]);
    const messages = await here.messages(conversationId);
    expect(await there.messages(conversationId)).toEqual(messages);
    expect(
      messages
        .filter(({ role }) => role === 'user')
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['First.', 'From here.', 'From there.']);
    expect(messages.filter(({ state }) => state !== 'complete')).toEqual([]);
  });
});
