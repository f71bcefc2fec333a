import { describe, expect, it } from 'vitest';
import type { ChatClient, ChatRequest, StreamEvent } from '../../../src/core/ports/chatClient.ts';

export interface ChatClientUnderTest {
  readonly client: ChatClient;
  readonly modelId: string;
}

/** What every ChatClient does with an answer of several pieces. */
export function chatClientContract(name: string, make: () => Promise<ChatClientUnderTest>): void {
  const request = (modelId: string): ChatRequest => ({
    modelId,
    endpoint: null,
    turns: [{ role: 'user', content: 'Hello' }],
    maxTokens: 500,
    temperature: 0.7,
    maxPrice: null,
  });

  describe(`${name} as a ChatClient`, () => {
    it('reports first that it is opened, then text, usage once and the finish once, and ends', async () => {
      const { client, modelId } = await make();
      const events: StreamEvent[] = [];
      for await (const event of client.stream(request(modelId), new AbortController().signal)) events.push(event);
      const types = events.map(({ type }) => type);
      expect(types[0]).toBe('opened');
      expect(types.filter((type) => type === 'text').length).toBeGreaterThan(1);
      expect(types.filter((type) => type === 'usage')).toHaveLength(1);
      expect(types.filter((type) => type === 'finished')).toHaveLength(1);
      expect(types.lastIndexOf('text')).toBeLessThan(types.indexOf('finished'));
      expect(types.indexOf('opened')).toBe(types.lastIndexOf('opened'));
      expect(events.filter((event) => event.type === 'text' && event.text === '')).toEqual([]);
    });

    it('throws the reason of a signal that is aborted already, before anything else', async () => {
      const { client, modelId } = await make();
      const events: StreamEvent[] = [];
      const reading = (async () => {
        for await (const event of client.stream(request(modelId), AbortSignal.abort(new Error('Never mind.')))) events.push(event);
      })();
      await expect(reading).rejects.toThrow('Never mind.');
      expect(events).toEqual([]);
    });

    it('throws the reason of a signal that is aborted in the middle, and reports nothing more', async () => {
      const { client, modelId } = await make();
      const controller = new AbortController();
      const events: StreamEvent[] = [];
      const reading = (async () => {
        for await (const event of client.stream(request(modelId), controller.signal)) {
          events.push(event);
          if (event.type === 'text') controller.abort(new Error('That will do.'));
        }
      })();
      await expect(reading).rejects.toThrow('That will do.');
      expect(events.filter(({ type }) => type === 'text')).toHaveLength(1);
      expect(events.at(-1)?.type).toBe('text');
    });

    it('can be left by its reader', async () => {
      const { client, modelId } = await make();
      for await (const event of client.stream(request(modelId), new AbortController().signal)) if (event.type === 'text') break;
    });
  });
}
