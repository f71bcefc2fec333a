import { describe, expect, it } from 'vitest';
import { ExtrasCollector, longestExtras, mostItems } from '../../../../src/openrouter/chat/extrasCollector.ts';

function collect(...deltas: readonly Parameters<ExtrasCollector['take']>[0][]): ExtrasCollector {
  const collector = new ExtrasCollector();
  for (const delta of deltas) collector.take(delta);
  return collector;
}

describe('what comes beside the text', () => {
  it('is nothing where nothing came', () => {
    expect(collect({}, { annotations: [], images: [] }).extras).toBeUndefined();
  });

  it('is kept as it came', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' }, later: [1] };
    expect(collect({ images: [image] }).extras).toEqual({ images: [image] });
  });

  it('counts once where a server repeats the list', () => {
    const [one, two] = [{ url: 'a' }, { url: 'b' }];
    expect(collect({ annotations: [one] }, { annotations: [one, two] }, { annotations: [one, two] }).extras).toEqual({
      annotations: [one, two],
    });
  });

  it('is told as new when it is', () => {
    const collector = new ExtrasCollector();
    expect([{ images: ['i'] }, { images: ['i'] }, { toolCalls: [{ index: 0 }] }].map((delta) => collector.take(delta))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('tool calls', () => {
  it('are put together by their index, in the order in which they began', () => {
    const { extras } = collect(
      { toolCalls: [{ index: 1, id: 'b', function: { name: 'two', arguments: '{' } }] },
      {
        toolCalls: [
          { index: 0, id: 'a', function: { name: 'one', arguments: '' } },
          { index: 1, function: { arguments: '}' } },
        ],
      },
      { toolCalls: [{ index: 0, id: null, function: { name: null, arguments: '[]' } }] },
    );
    expect(extras?.toolCalls).toEqual([
      { index: 1, id: 'b', function: { name: 'two', arguments: '{}' } },
      { index: 0, id: 'a', function: { name: 'one', arguments: '[]' } },
    ]);
  });

  it('without an index stand by their position, as in an answer that was not streamed', () => {
    const calls = [{ id: 'a' }, { id: 'b' }];
    expect(collect({ toolCalls: calls }).extras?.toolCalls).toEqual(calls);
  });
});

describe('tool calls without an index', () => {
  it('are two where their ids differ', () => {
    const call = (id: string | undefined, args: string) => ({
      toolCalls: [{ ...(id !== undefined && { id }), function: { arguments: args } }],
    });
    expect(collect(call('a', '[1'), call(undefined, ']'), call('b', '[2'), call(undefined, ']'), call('a', ' ')).extras?.toolCalls).toEqual(
      [
        { id: 'a', function: { arguments: '[1] ' } },
        { id: 'b', function: { arguments: '[2]' } },
      ],
    );
  });
});

describe('reasoning details', () => {
  it('are put together by type and index, signatures and data untouched', () => {
    const { extras } = collect(
      { reasoningDetails: [{ type: 'reasoning.text', index: 0, text: 'Let ', format: 'f' }] },
      {
        reasoningDetails: [
          { type: 'reasoning.text', index: 0, text: 'me.' },
          { type: 'reasoning.summary', index: 0, summary: 'S' },
        ],
      },
      { reasoningDetails: [{ type: 'reasoning.text', index: 0, text: null, signature: 'sig+/=' }] },
      { reasoningDetails: [{ type: 'reasoning.encrypted', index: 1, data: 'opaque' }] },
    );
    expect(extras?.reasoningDetails).toEqual([
      { type: 'reasoning.text', index: 0, text: 'Let me.', format: 'f', signature: 'sig+/=' },
      { type: 'reasoning.summary', index: 0, summary: 'S' },
      { type: 'reasoning.encrypted', index: 1, data: 'opaque' },
    ]);
  });

  it('without an index follow one another until they are signed', () => {
    const text = (said: string, more: object = {}) => ({ reasoningDetails: [{ type: 'reasoning.text', text: said, ...more }] });
    expect(collect(text('a'), text('b', { signature: '1' }), text('c'), text('d')).extras?.reasoningDetails).toEqual([
      { type: 'reasoning.text', text: 'ab', signature: '1' },
      { type: 'reasoning.text', text: 'cd' },
    ]);
  });
});

describe('a hostile server', () => {
  it('fills neither memory nor disk: what comes beyond the limit is dropped whole', () => {
    const large = { url: 'x'.repeat(longestExtras / 2) };
    const collector = collect({ images: [large] }, { images: [{ url: 'y'.repeat(longestExtras) }] }, { images: ['small'] });
    expect(collector.extras).toEqual({ images: [large, 'small'] });
    expect(collector.overflowed).toBe(true);
  });

  it('makes no list longer than the limit, whatever the indexes', () => {
    const calls = Array.from({ length: mostItems + 5 }, (_, index) => ({ index: index * 1e9 }));
    expect(collect({ toolCalls: calls }).extras?.toolCalls).toHaveLength(mostItems);
  });

  it('leaves no hole in what is put together: with one fragment the whole item is dropped', () => {
    const call = (args: string) => ({ toolCalls: [{ index: 0, function: { arguments: args } }] });
    const detail = (text: string) => ({ reasoningDetails: [{ type: 'reasoning.text', text }] });
    const large = 'x'.repeat(longestExtras);
    const { extras, overflowed } = collect(
      { toolCalls: [{ index: 1, id: 'whole' }] },
      ...[call('['), call(large), call(']')],
      ...[detail('a'), detail(large), detail('b')],
    );
    expect(extras).toEqual({ toolCalls: [{ index: 1, id: 'whole' }] });
    expect(overflowed).toBe(true);
  });

  it('nests nothing so deep that it cannot be written down', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    const collector = collect({ annotations: [deep], images: [deep], toolCalls: [{ index: 0, deep }], reasoningDetails: [{ deep }] });
    expect(collector.extras).toBeUndefined();
    expect(collector.overflowed).toBe(true);
  });

  it('holds nobody up: an item with a hundred thousand fields is dropped, and many small fragments take no longer than one large', () => {
    const wide = { index: 0, ...Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 0])) };
    const broad = { index: 1, ...Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`f${index}`, 0])) };
    const collector = collect({ toolCalls: [wide] }, { toolCalls: [broad] });
    expect(collector.extras?.toolCalls).toEqual([broad]);
    for (let fragment = 0; fragment < 100_000; fragment += 1) collector.take({ toolCalls: [{ index: 1, a: fragment }] });
    expect(collector.extras?.toolCalls).toEqual([{ ...broad, a: 99_999 }]);
  });

  it('sends a type that is no word', () => {
    const detail = { type: { toString: null, valueOf: null }, text: 'a' };
    expect(collect({ reasoningDetails: [detail] }).extras?.reasoningDetails).toEqual([detail]);
  });

  it('reaches no prototype', () => {
    const fragment = JSON.parse('{"index":0,"__proto__":{"polluted":true},"function":{"__proto__":{"polluted":true}}}') as object;
    const { extras } = collect({ toolCalls: [fragment] }, { toolCalls: [fragment] });
    expect((extras?.toolCalls?.[0] as { readonly polluted?: boolean }).polluted).toBeUndefined();
    expect(({} as { readonly polluted?: boolean }).polluted).toBeUndefined();
  });
});
