import { expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import { StreamDecoder } from '../../../../src/openrouter/chat/streamDecoder.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

function decode(...events: readonly string[]) {
  const decoder = new StreamDecoder({ key: undefined, logger: recordingLogger(), priceBound: false });
  const taken: StreamEvent[] = [];
  try {
    for (const data of events) for (const event of decoder.feed(Buffer.from(`data: ${data}\n\n`))) taken.push(event);
    for (const event of decoder.end()) taken.push(event);
    return { taken };
  } catch (error) {
    return { taken, error };
  }
}

const first = '{"choices":[{"delta":{"content":"Hello"}}],"usage":{"cost":0.25}}';
const last = '{"choices":[{"delta":{"content":" there."},"finish_reason":"stop"}]}';
const deepList = '['.repeat(200_000) + ']'.repeat(200_000);
const deepObject = '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000);

it.each([
  ['a list', deepList],
  ['an error', `{"error":${deepObject}}`],
  ['a usage', `{"choices":[],"usage":{"cost":0.5,"more":${deepList}}}`],
  ['a code', `{"choices":[],"code":${deepList}}`],
  ['content', `{"choices":[{"delta":{"content":${deepList}}}]}`],
  ['a stray line', `1\n${deepList}`],
])('%s nested beyond all measure is damage, in words, behind what came before', (_name, data) => {
  const { taken, error } = decode(first, data, last);
  expect(ChatError.is(error, 'INTERRUPTED')).toBe(true);
  expect(taken).toContainEqual({ type: 'text', text: 'Hello' });
  expect(taken).toContainEqual({ type: 'usage', usage: expect.objectContaining({ chargeUsd: '0.25' }) as unknown });
});

it.each(['code', 'status', 'statusCode'])('a %s that is no number is none', (name) => {
  const { taken, error } = decode(first, `{"choices":[],"${name}":{"toString":1,"valueOf":2}}`, last);
  expect(error).toBeUndefined();
  expect(taken.at(-1)).toEqual({ type: 'finished', reason: 'stop' });
});

it('a part with more annotations than a call can have arguments is read', () => {
  const annotations = `[${'1,'.repeat(500_000)}1]`;
  const { taken, error } = decode(
    first,
    `{"choices":[{"delta":{"content":[{"type":"text","text":" all","annotations":${annotations}}]}}]}`,
    last,
  );
  expect(error).toBeUndefined();
  expect(taken).toContainEqual({ type: 'text', text: ' all' });
});
