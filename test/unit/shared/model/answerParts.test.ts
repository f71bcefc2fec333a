import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerParts } from '../../../../src/shared/model/answerParts.ts';

const url = 'https://example.com/basalt';
const basalt = [{ url, title: 'Basalt' }];
const citationsOf = (annotations: readonly unknown[], citations: readonly unknown[] = []) =>
  answerParts({ annotations, citations })?.citations ?? [];

describe('what an answer brought beside its text', () => {
  it.each([
    ['an annotation', [{ type: 'url_citation', url_citation: { url, title: 'Basalt' } }], [], basalt],
    ['a flat annotation', [{ type: 'url_citation', url, title: 'Basalt' }], [], basalt],
    ['an address', [], [url], [{ url, title: '' }]],
    ['a search result', [], [{ url, title: 'Basalt', date: '2026-01-01' }], basalt],
    ['a source of the web', [], [{ web: { uri: url, title: 'Basalt' } }], basalt],
    ['the same in two shapes', [{ url_citation: { url, title: 'Basalt' } }], [url], basalt],
    ['the same, with a title that comes later', [{ url_citation: { url } }], [{ url, title: 'Basalt' }], basalt],
    [
      'two, in their order',
      [],
      [`${url}/2`, url],
      [
        { url: `${url}/2`, title: '' },
        { url, title: '' },
      ],
    ],
    ['a title over several lines', [], [{ url, title: ' Ba\n\u202esalt ' }], [{ url, title: 'Ba salt' }]],
  ])('has the citation of %s', (_name, annotations, citations, expected) => {
    expect(citationsOf(annotations, citations)).toEqual(expected);
  });

  it.each([
    ['javascript:alert(1)'],
    ['command:neuralTerminal.signOut'],
    ['file:///etc/passwd'],
    ['https://'],
    ['https:// a'],
    [`https://a/${'x'.repeat(3000)}`],
    [7],
    [null],
    [{}],
    [{ url: 7 }],
    [{ type: 'file', file: { hash: 'x' } }],
  ])('has no citation of %j', (item) => {
    expect(answerParts({ annotations: [item], citations: [item] })).toBeNull();
  });

  it('has as many citations as can be drawn', () => {
    expect(
      citationsOf(
        [],
        Array.from({ length: 5000 }, (_, at) => `${url}/${at}`),
      ),
    ).toHaveLength(200);
  });

  it('names tools once, and counts pictures', () => {
    const call = (name: unknown) => ({ type: 'function', function: { name, arguments: '{}' } });
    expect(answerParts({ toolCalls: [call('look_up'), call('look_up'), call(7), 'x'], images: [{}, {}] })).toEqual({
      citations: [],
      tools: ['look_up', ''],
      images: 2,
    });
  });

  it('is nothing where nothing came', () => {
    expect(answerParts({})).toBeNull();
    expect(answerParts({ reasoningDetails: [{ text: 'x' }] })).toBeNull();
  });

  it('never fails, whatever came', () => {
    const items = fc.array(fc.jsonValue());
    fc.assert(
      fc.property(items, items, items, (annotations, citations, toolCalls) => {
        for (const citation of answerParts({ annotations, citations, toolCalls })?.citations ?? [])
          expect(citation.url).toMatch(/^https?:/i);
      }),
      { seed: 20_261_130 },
    );
  });
});
