// What came with an answer beside its text, or in its place: what the page is told of it, what is kept, and what goes back.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChatRig, cleanUp } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
let rig: ChatRig;
beforeEach(async () => {
  simulator = await startSimulator();
  rig = new ChatRig({ service: simulator });
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

const citations = [
  { url: 'https://example.com/basalt', title: 'Basalt' },
  { url: 'https://example.org/lava', title: '' },
];

it.each([
  ['simulated/cites', 'stop', { citations, tools: [], images: 0 }],
  ['simulated/calls-a-tool', 'tool_calls', { citations: [], tools: ['look_up'], images: 0 }],
  ['simulated/paints-only', 'stop', { citations: [], tools: [], images: 1 }],
])('the parts of %s are there, also in the next window', async (model, finishReason, parts) => {
  const { conversationId, answer } = await rig.converse('Tell me.', { model });
  expect(answer).toMatchObject({ state: 'complete', finishReason, parts, cost: { source: 'usage' } });
  const later = new ChatRig({ service: simulator, folder: rig.folder });
  expect((await later.messages(conversationId)).at(-1)).toMatchObject({ text: answer.text, parts });
});

it('an answer that a filter held back says so, and was billed', async () => {
  const { answer } = await rig.converse('Tell me.', { model: 'simulated/filtered' });
  expect(answer).toMatchObject({ state: 'complete', text: '', finishReason: 'content_filter', cost: { source: 'usage' } });
  expect(answer).not.toHaveProperty('parts');
});

it('thoughts in tags are reasoning, and do not go back with the next question', async () => {
  const { conversationId, answer } = await rig.converse('Six times seven?', { model: 'simulated/thinks-in-tags' });
  expect(answer).toMatchObject({ text: 'It is **42**.', reasoning: 'Seven times six.' });
  await rig.converse('Sure?', { in: conversationId });
  expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain('It is **42**.');
  expect(JSON.stringify(simulator.requests.at(-1)?.body)).not.toContain('Seven times six');
});
