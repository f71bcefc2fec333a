import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/core/ports/chatClient.ts';
import { tokenize } from '../../support/simulator/tokenize.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { ask, clientOf, collect, textOf } from './fixture.ts';

let simulator: Simulator;
const answer = 'One two three four five six seven eight nine ten';
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(answer);
});
afterEach(() => simulator.close());

/** Starts an answer that stops after three pieces, and waits until those have arrived. */
async function startHeld(modelId: string) {
  const gate = simulator.hold(3);
  const controller = new AbortController();
  const stream = clientOf(simulator).stream(ask(modelId), controller.signal);
  const events: StreamEvent[] = [];
  while (textOf(events) !== 'One two thre') {
    const { value } = (await stream.next()) as { value: StreamEvent };
    events.push(value);
  }
  return { gate, controller, stream };
}

describe('stopping', () => {
  it('ends the iteration with the reason of the signal', async () => {
    const { controller, stream } = await startHeld('openai/gpt-4o-mini');
    const rest = collect(stream);
    controller.abort('stop');
    expect(await rest).toEqual({ events: [], error: 'stop', text: '' });
  });

  it('ends the request: what was not sent is not billed', async () => {
    const { controller, stream } = await startHeld('openai/gpt-4o-mini');
    const rest = collect(stream);
    controller.abort('stop');
    await rest;
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ cancelled: true, completionTokens: 3, text: 'One two thre' }]);
  });

  it('does not end a provider that cannot be cancelled: the whole answer is billed, and the bill can be asked for', async () => {
    const { gate, controller, stream } = await startHeld('fault/not-cancellable');
    const rest = collect(stream);
    controller.abort('stop');
    await rest;
    gate.release();
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ cancelled: true, completionTokens: tokenize(answer).length, text: answer }]);
  });

  it('ends the request also when the consumer just leaves', async () => {
    simulator.hold(3);
    for await (const event of clientOf(simulator).stream(ask('openai/gpt-4o-mini'), new AbortController().signal)) {
      if (event.type === 'text') break;
    }
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ cancelled: true, completionTokens: 3 }]);
  });

  it('yields nothing more that had already arrived', async () => {
    const controller = new AbortController();
    const events: StreamEvent[] = [];
    const stopped = (async () => {
      for await (const event of clientOf(simulator).stream(ask('openai/gpt-4o-mini'), controller.signal)) {
        events.push(event);
        if (event.type === 'text') controller.abort('stop');
      }
    })();
    await expect(stopped).rejects.toBe('stop');
    expect(textOf(events)).toBe('One');
  });

  it('sends nothing at all when the signal is aborted before', async () => {
    const { error } = await collect(clientOf(simulator).stream(ask('openai/gpt-4o-mini'), AbortSignal.abort('stop')));
    expect(error).toBe('stop');
    expect(simulator.requests).toEqual([]);
  });
});
