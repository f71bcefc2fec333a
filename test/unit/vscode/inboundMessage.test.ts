import { describe, expect, it } from 'vitest';
import { parseInbound } from '../../../src/vscode/inboundMessage.ts';

describe('parseInbound', () => {
  it.each([
    { type: 'ready' },
    { type: 'ready', conversation: null },
    { type: 'painted', batch: 3 },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [] } },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', modelId: 'demo/tour' } },
  ])('accepts $type $name', (message) => {
    expect(parseInbound(message)).toEqual({ message });
  });

  it.each([
    null,
    'ready',
    [],
    { type: 'unknown' },
    { type: 'ready', conversation: 7 },
    { type: 'painted', batch: -1 },
    { type: 'request', id: 1, name: 'ask', body: { text: 'x' } },
    { type: 'request', id: 1, name: 'ask', body: { text: 'x'.repeat(2_000_001), attachments: [] } },
    { type: 'request', id: 1, name: 'deleteEverything', body: {} },
    { type: 'request', id: 1, name: 'stop', body: { extra: true } },
    { type: 'ready', __proto__: null, extra: 1 },
  ])('refuses %j', (message) => {
    expect(parseInbound(message)).toHaveProperty('reason');
  });

  it('names a refused request, so that it can be answered', () => {
    expect(parseInbound({ type: 'request', id: 9, name: 'ask', body: {} })).toMatchObject({ request: 9 });
    expect(parseInbound({ type: 'painted', batch: 'x' })).toMatchObject({ request: null });
  });
});
