import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import { StreamDecoder } from '../../../../src/openrouter/chat/streamDecoder.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

/** All that a client is told of a stream: its events, and the sentence of its failure. */
function decode(pieces: readonly Uint8Array[]): readonly (StreamEvent | string)[] {
  const decoder = new StreamDecoder({ key: undefined, logger: recordingLogger(), priceBound: false });
  const told: (StreamEvent | string)[] = [];
  try {
    for (const piece of pieces) for (const event of decoder.feed(piece)) told.push(event);
    for (const event of decoder.end()) told.push(event);
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    told.push(`${error.code}: ${error.message}`);
  }
  return told;
}

const line = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`;
const choice = (delta: object, finish: string | null = null) => line({ choices: [{ index: 0, delta, finish_reason: finish }] });

const ordinary = [
  ': OPENROUTER PROCESSING\n\n',
  line({ id: 'gen-1', model: 'vendor/model', provider: 'OpenAI', choices: [] }),
  choice({ content: 'Grüße 👩‍🚀' }),
  choice({ content: '\n\n```\n<think>code</think>\n```' }),
  choice({
    content: [
      { type: 'thinking', thinking: 'Hm, 好' },
      { type: 'text', text: '好' },
    ],
  }),
  choice({ reasoning_content: 'Hm' }),
  choice({ content: ' <thi' }),
  choice({ content: 'nking>so, ' }),
  choice({ content: ' and so </thinking>\n' }),
  choice({ content: '<think>once more</think> yes' }),
  choice({ annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example' } }] }),
  choice({ tool_calls: [{ index: 0, id: 't1', function: { name: 'look', arguments: '{"at":' } }] }),
  line({ choices: [{ message: { content: 'Grüße 👩‍🚀' } }] }),
  line({ citations: ['https://b.example'], choices: [] }),
  line({ choices: [], usage: { prompt_tokens: '7', cost: '0.5' } }),
  choice({ content: '' }, ''),
  choice({ content: '' }, 'length'),
  'data: [DONE]\n\n',
];

const odd = [
  'data:\n\n',
  'data: null\r\n\r\n',
  'event: ping\rdata: {"id":"x"}\r\r',
  'event: error\ndata: out of memory\n\n',
  'error: {"message":"out of memory"}\n\n',
  '{"error":{"code":429,"message":"slow down"}}\n',
  '{\n  "error": {\n    "message": "ü"\n  }\n}\n',
  'data: {"choices":[oops\n\n',
  'data: {"choices":[]}\ndata: {"choices":[]}\n\n',
  'data: [{"error":{"message":"a list"}}]\n\n',
  'data: "text"\n\n',
  'meta: <think>\n',
  '\ufeff',
  '\r',
  '<html>\n',
];

/** What arrives at once, byte for byte, at random places. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, at) => bytes.subarray(sorted[at], end));
}

describe('StreamDecoder', () => {
  it('tells the same of any stream, wherever its bytes are cut', () => {
    const blocks = fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ordinary) }, { weight: 1, arbitrary: fc.constantFrom(...odd) }),
      {
        maxLength: 12,
      },
    );
    // Not all streams end with a whole event.
    const lost = fc.nat({ max: 12 });
    fc.assert(
      fc.property(blocks, lost, fc.array(fc.nat(), { maxLength: 20 }), (parts, missing, places) => {
        const text = parts.join('');
        const bytes = Buffer.from(text.slice(0, Math.max(0, text.length - missing)));
        const expected = decode([bytes]);
        expect(decode(cut(bytes, places))).toEqual(expected);
        expect(decode(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
      }),
      { seed: 20_261_130, numRuns: propertyRuns(300) },
    );
  });
});
