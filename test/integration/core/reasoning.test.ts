import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChatRig, cleanUp, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

it('reasoning is shown while it comes, in every window, and counts it apart', async () => {
  const rig = new ChatRig({ service: simulator });
  const thoughts = 'First I think it over.';
  simulator.say('So be it.');
  const gate = simulator.hold(0);
  const conversationId = await rig.ask('Think!', { model: 'fault/reasoning' });
  const other = new ChatRig({ service: simulator, folder: rig.folder });
  const following = other.archive.follow();
  const pages = [rig, other].map((window) => window.surface());
  for (const page of pages) {
    page.remember(conversationId);
    page.show();
  }
  await until('the reasoning so far, on both pages', () => pages.every(({ entries }) => entries[1]?.reasoning === thoughts));
  expect(pages.map(({ entries }) => [entries[1]?.text, entries[1]?.elsewhere])).toEqual([
    ['', false],
    ['', true],
  ]);
  const [live] = rig.orchestrator.live(conversationId);
  expect([live?.received, live?.usage]).toMatchObject([
    { textTokens: 0, reasoningTokens: 6 },
    { completionTokens: 6, reasoningTokens: 6 },
  ]);
  expect(rig.events.filter(({ type }) => type === 'token.generated')).toMatchObject(Array(3).fill({ reasoning: true }));
  gate.release();
  await rig.rest();
  await until('the end, on both pages', () => pages.every(({ entries }) => entries[1]?.state === 'complete'));
  for (const page of pages) {
    expect(page.entries[1]).toMatchObject({ text: 'So be it.', reasoning: thoughts, stream: null, reasoningStream: null });
    expect([page.breaches, page.resyncs]).toEqual([[], 0]);
  }
  following.dispose();
});
