import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRig, cleanUp } from '../../support/chatRig.ts';
import { modelRow } from '../../support/simulator/modelRow.ts';
import { cheap } from '../../support/simulator/oddModels.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

const bodyOf = (index: number) => simulator.requests.filter(({ path }) => path.endsWith('/chat/completions'))[index]?.body;

describe('a request to a model that lists what it supports', () => {
  const id = 'simulated/listing';
  const listing = async (parameters: readonly string[]) => {
    simulator.models = [...simulator.models, modelRow({ id, name: 'Lists Its Parameters', pricing: cheap, parameters })];
    const window = new ChatRig({ service: simulator });
    await window.readCatalogue();
    return window;
  };

  it('leaves out the temperature where it is not listed, so that a provider for all that is sent can be required', async () => {
    const window = await listing(['max_tokens', 'reasoning']);
    window.provider = { require_parameters: true };
    const { answer } = await window.converse('Hello', { model: id });
    expect(answer).toMatchObject({ state: 'complete', failure: null });
    expect(bodyOf(0)).not.toHaveProperty('temperature');
    expect(bodyOf(0)).toMatchObject({ max_tokens: 16_384, provider: { require_parameters: true } });
  });

  it('leaves it out under a routing variant of the name too', async () => {
    const window = await listing(['max_tokens']);
    await window.converse('Hello', { model: `${id}:nitro` });
    expect(bodyOf(0)).not.toHaveProperty('temperature');
  });

  it.each([
    ['it is listed', ['max_tokens', 'temperature']],
    ['nothing is listed', []],
  ])('carries it where %s', async (_, parameters) => {
    const window = await listing(parameters);
    await window.converse('Hello', { model: id });
    expect(bodyOf(0)).toMatchObject({ temperature: 0.7 });
  });

  it('leaves out the temperature where the settings have none, whatever is listed', async () => {
    const window = await listing(['max_tokens', 'temperature']);
    window.settings = { ...window.settings, temperature: null };
    await window.converse('Hello', { model: id });
    expect(bodyOf(0)).not.toHaveProperty('temperature');
  });

  it('is bounded in any case', async () => {
    const window = await listing(['temperature']);
    await window.converse('Hello', { model: id });
    expect(bodyOf(0)).toMatchObject({ max_tokens: 16_384, temperature: 0.7 });
  });
});
