import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import type { Logger } from '../../../../src/core/ports/platform.ts';
import { StreamDecoder } from '../../../../src/openrouter/chat/streamDecoder.ts';

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };

interface Outcome {
  readonly events: readonly StreamEvent[];
  readonly error?: ChatError;
}

function decode(pieces: readonly Uint8Array[]): Outcome {
  const decoder = new StreamDecoder({ key: undefined, logger: quiet, priceBound: false });
  const events: StreamEvent[] = [];
  try {
    for (const piece of pieces) {
      for (const event of decoder.feed(piece)) events.push(event);
    }
    for (const event of decoder.end()) events.push(event);
    return { events };
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    return { events, error };
  }
}

/** Reasoning comes in two forms, of which one is shown and the other kept. */
const keptReasoning = { reasoningDetails: [{ type: 'reasoning.text', text: 'Hm, 好', index: 0 }] };

const decodeText = (text: string) => decode([Buffer.from(text)]);
const line = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`;
const choice = (delta: object, finish: string | null = null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });
const textOf = ({ events }: Outcome) => events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
const head = { id: 'gen-1', model: 'vendor/model-20260801', provider: 'OpenAI' };
const usage = { prompt_tokens: 67, completion_tokens: 5, cost: 0.00001305 };

/** In the shape of the recordings: comment first, finish reason twice, usage in the repetition, end mark. */
const recorded = [
  ': OPENROUTER PROCESSING\n\n',
  line({ ...head, ...choice({ role: 'assistant', content: '' }) }),
  line({
    ...head,
    ...choice({ content: '', reasoning: 'Hm, 好', reasoning_details: [{ type: 'reasoning.text', text: 'Hm, 好', index: 0 }] }),
  }),
  line({ ...head, ...choice({ content: 'Grüße' }) }),
  ': \n\n',
  line({ ...head, ...choice({ content: ' 👩‍🚀!' }) }),
  line({ ...head, ...choice({ content: '' }, 'stop') }),
  line({ ...head, ...choice({ content: '' }, 'stop'), usage }),
  'data: [DONE]\n\n',
].join('');

const expected: readonly StreamEvent[] = [
  { type: 'alive' },
  { type: 'served', generationId: 'gen-1', modelId: 'vendor/model-20260801', provider: 'OpenAI', billsToTheEnd: false },
  { type: 'reasoning', text: 'Hm, 好' },
  { type: 'text', text: 'Grüße' },
  { type: 'alive' },
  { type: 'text', text: ' 👩‍🚀!' },
  {
    type: 'usage',
    usage: { promptTokens: 67, completionTokens: 5, chargeUsd: '0.00001305', byok: false, upstreamUsd: null, raw: usage },
  },
  { type: 'extras', extras: keptReasoning },
  { type: 'finished', reason: 'stop' },
];

describe('StreamDecoder', () => {
  it('decodes a stream as recorded', () => {
    expect(decodeText(recorded)).toEqual({ events: expected });
  });

  const bytes = Buffer.from(recorded);

  it('decodes the same from single bytes', () => {
    expect(decode(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual({ events: expected });
  });

  it('decodes the same when cut in two at any place', () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(decode([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual({ events: expected });
    }
  });

  it('decodes the same from pieces of any lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (lengths) => {
        const pieces: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const length = lengths[turn % lengths.length] ?? 1;
          pieces.push(bytes.subarray(at, at + length));
          at += length;
        }
        expect(decode(pieces)).toEqual({ events: expected });
      }),
      { seed: 20261120 },
    );
  });

  it.each([
    ['CRLF line ends', recorded.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${recorded}`],
    ['no space after the colon', recorded.replaceAll('data: ', 'data:')],
    ['anything behind the end mark', `${recorded}data: {"error":{"code":500}}\n\n`],
  ])('decodes the same with %s', (_name, text) => {
    expect(decodeText(text)).toEqual({ events: expected });
  });

  it('reads the usage chunk without choices too', () => {
    const text = line(choice({ content: 'a' }, 'stop')) + line({ choices: [], usage }) + 'data: [DONE]\n\n';
    expect(decodeText(text).events.map(({ type }) => type)).toEqual(['text', 'usage', 'finished']);
  });

  it('ends well at the end of the stream when only the end mark is missing', () => {
    expect(decodeText(line(choice({ content: 'a' }, 'length'))).events.at(-1)).toEqual({ type: 'finished', reason: 'length' });
  });

  it.each([
    [
      'unknown fields and null everywhere',
      {
        id: null,
        model: null,
        choices: [{ delta: { content: 'a', tool_calls: null, reasoning: null }, finish_reason: 'stop' }],
        usage: null,
        debug: 1,
      },
    ],
    [
      'fields of other types',
      {
        id: 7,
        provider: {},
        choices: [{ index: 'x', delta: { content: 'a', reasoning: 3, reasoning_details: 'x' }, finish_reason: 'stop' }],
        usage: 'x',
      },
    ],
    ['a refusal in place of content', choice({ content: null, refusal: 'a' }, 'stop')],
  ])('tolerates %s', (_name, chunk) => {
    expect(decodeText(line(chunk)).events).toEqual([
      { type: 'text', text: 'a' },
      { type: 'finished', reason: 'stop' },
    ]);
  });

  it.each([
    [
      'the details alone',
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'a' },
          { type: 'reasoning.summary', summary: 'b' },
          { type: 'reasoning.encrypted', data: 'c' },
        ],
      },
    ],
    ['the field of other servers', { reasoning_content: 'ab' }],
    ['both fields', { reasoning: 'ab', reasoning_details: [{ type: 'reasoning.text', text: 'ab' }] }],
  ])('reads the reasoning once from %s', (_name, delta) => {
    expect(decodeText(line(choice(delta, 'stop'))).events[0]).toEqual({ type: 'reasoning', text: 'ab' });
  });

  it('tells anew who serves when the wire corrects itself, and not otherwise', () => {
    const text = line({ ...head, ...choice({ content: 'a' }) }) + line({ ...head, provider: 'Azure', ...choice({ content: 'b' }, 'stop') });
    expect(decodeText(text).events.map(({ type }) => type)).toEqual(['served', 'text', 'served', 'text', 'finished']);
  });

  it.each([
    ['the stream ends without a finish reason', line(choice({ content: 'kept' }))],
    ['an empty finish reason comes', line(choice({ content: 'kept' }, ''))],
    ['a finish reason comes that says there is none', line(choice({ content: 'kept' }, 'None'))],
    ['a chunk is no JSON', `${line(choice({ content: 'kept' }))}data: {oops\n\n${line(choice({ content: 'lost' }, 'stop'))}`],
    ['a chunk is no object', `${line(choice({ content: 'kept' }))}data: "text"\n\n`],
    ['an event never ends', `${line(choice({ content: 'kept' }))}data: ${'x'.repeat(9 * 1024 * 1024)}`],
  ])('is INTERRUPTED, with what arrived, when %s', (_name, text) => {
    const outcome = decodeText(text);
    expect(textOf(outcome)).toBe('kept');
    expect(outcome.error).toMatchObject({ code: 'INTERRUPTED', retryable: true });
    expect(outcome.error?.message).toContain('What arrived so far is kept.');
  });

  it.each([
    ['with an error choice', { error: { code: 502, message: 'x' }, choices: [{ delta: { content: '' }, finish_reason: 'error' }] }],
    ['with no choices', { error: { code: 502, message: 'x' }, choices: [] }],
    ['with null for choices', { error: { code: 502, message: 'x' }, choices: null }],
    ['inside the choice', { choices: [{ delta: {}, error: { code: 502, message: 'x' } }] }],
  ])('fails for an error in the stream, %s', (_name, chunk) => {
    const outcome = decodeText(line(choice({ content: 'kept' })) + line(chunk));
    expect(textOf(outcome)).toBe('kept');
    expect(outcome.error?.code).toBe('MODEL_UNAVAILABLE');
  });

  it('fails for the finish reason "error" without any error object', () => {
    expect(decodeText(line(choice({ content: '' }, 'error'))).error?.code).toBe('HTTP_500');
  });

  it('still reports the usage that comes with an error', () => {
    const outcome = decodeText(line({ choices: [], error: { code: 500 }, usage }));
    expect(outcome.events.map(({ type }) => type)).toEqual(['usage']);
    expect(outcome.error?.code).toBe('HTTP_500');
  });

  const bill = (cost: number | null) => line({ choices: [], usage: { ...usage, cost } });
  const charges = ({ events }: Outcome) => events.flatMap((event) => (event.type === 'usage' ? [event.usage.chargeUsd] : []));

  it('still reports the usage that comes behind an error, and nothing else of what comes there', () => {
    const after = bill(0.5) + line(choice({ content: 'more' }, 'stop')) + line({ error: { code: 400 } }) + 'data: {oops\n\n';
    const outcome = decodeText(line(choice({ content: 'kept' })) + line({ choices: [], error: { code: 502 } }) + after);
    expect(outcome.events.map(({ type }) => type)).toEqual(['text', 'usage']);
    expect(outcome.error?.code).toBe('MODEL_UNAVAILABLE');
  });

  it.each([
    ['the last of two charges', [0.5, 0.7], '0.7'],
    ['a charge behind a usage without one', [null, 0.7], '0.7'],
    ['an earlier charge, which null does not take back', [0.5, null], '0.5'],
    ['zero, which is a charge', [0.5, 0], '0'],
    ['nothing where there was none', [null, null], null],
  ])('ends with %s', (_name, costs, expected) => {
    const text = line(choice({ content: 'a' }, 'stop')) + costs.map(bill).join('');
    expect(charges(decodeText(text)).at(-1)).toBe(expected);
  });

  it('keeps what one chunk said of who serves when the next one leaves it out', () => {
    const text = line({ ...head, ...choice({ content: 'a' }) }) + line({ id: 'gen-1', ...choice({ content: 'b' }, 'stop') });
    expect(decodeText(text).events.map(({ type }) => type)).toEqual(['served', 'text', 'text', 'finished']);
  });

  it('knows of a provider that cannot be stopped', () => {
    const text = line({ ...head, provider: 'Google AI Studio', ...choice({ content: 'a' }, 'stop') });
    expect(decodeText(text).events[0]).toMatchObject({ type: 'served', provider: 'Google AI Studio', billsToTheEnd: true });
  });

  it.each(['network_error', 'error'])('fails for an empty answer whose native finish reason is %s', (native) => {
    const chunk = { choices: [{ delta: { content: '' }, finish_reason: 'stop', native_finish_reason: native }] };
    expect(decodeText(line(chunk)).error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
  });

  it('does not take back an answer with text for its native finish reason', () => {
    const chunk = { choices: [{ delta: { content: 'a' }, finish_reason: 'stop', native_finish_reason: 'error' }] };
    expect(decodeText(line(chunk)).events.at(-1)).toEqual({ type: 'finished', reason: 'stop' });
  });

  it('replaces bytes that are no UTF-8 and goes on', () => {
    const parts = [
      Buffer.from('data: {"choices":[{"delta":{"content":"<'),
      Buffer.of(0xff),
      Buffer.from('>"},"finish_reason":"stop"}]}\n\n'),
    ];
    expect(textOf(decode([Buffer.concat(parts)]))).toBe('<\ufffd>');
  });

  it('gives citations and images as soon as they come, and fragments put together at the end', () => {
    const call = (fragment: object) => line(choice({ tool_calls: [{ index: 0, ...fragment }] }));
    const { events } = decodeText(
      [
        line(choice({ content: 'See', annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example' } }] })),
        call({ id: 'call-1', type: 'function', function: { name: 'look', arguments: '' } }),
        call({ function: { arguments: '{"at":' } }),
        call({ function: { arguments: '1}' } }),
        line(choice({ content: '' }, 'tool_calls')),
      ].join(''),
    );
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example' } }];
    const toolCalls = [{ index: 0, id: 'call-1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }];
    expect(events).toEqual([
      { type: 'text', text: 'See' },
      { type: 'extras', extras: { annotations } },
      { type: 'extras', extras: { annotations, toolCalls } },
      { type: 'finished', reason: 'tool_calls' },
    ]);
  });

  it('gives what came before an error in the stream', () => {
    const { events, error } = decodeText(
      line(choice({ tool_calls: [{ index: 0, id: 'call-1' }] })) + line({ error: { code: 502, message: 'x' } }),
    );
    expect(events).toEqual([{ type: 'extras', extras: { toolCalls: [{ index: 0, id: 'call-1' }] } }]);
    expect(error).toBeDefined();
  });

  it.each([['text'], [7], [{}], [[null, 'x', 7, []]]])('is not disturbed by extras that are none: %j', (value) => {
    const broken = { content: 'a', tool_calls: value, reasoning_details: value };
    expect(decodeText(line(choice(broken, 'stop'))).events).toEqual([
      { type: 'text', text: 'a' },
      { type: 'finished', reason: 'stop' },
    ]);
  });
});
