import { describe, expect, it } from 'vitest';
import { parseInbound } from '../../../src/vscode/inboundMessage.ts';

const change = (changes: unknown) => ({ type: 'request', id: 4, name: 'changeConversation', body: { id: 'c', changes } });

describe('parseInbound', () => {
  it.each([
    { type: 'ready' },
    { type: 'ready', conversation: null },
    { type: 'ready', conversation: 'c', tip: 'm' },
    { type: 'ready', conversation: 'c', tip: null },
    { type: 'painted', batch: 3 },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [] } },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [], edits: 'm' } },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', modelId: 'demo/tour' } },
    { type: 'request', id: 3, name: 'showBranch', body: { entry: 'm' } },
    { type: 'request', id: 3, name: 'showEarlier', body: {} },
    { type: 'request', id: 3, name: 'fork', body: { entry: 'm' } },
    { type: 'request', id: 3, name: 'deleteEntry', body: { entry: 'm', deleted: false } },
    { type: 'request', id: 3, name: 'verifyArchive', body: {} },
    change({ title: 'x'.repeat(1000) }),
    change({ pinned: true, status: 'archived', deleted: true }),
    change({ tags: Array<string>(50).fill('x'.repeat(50)) }),
    change({ tags: [] }),
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
    { type: 'ready', tip: '' },
    { type: 'request', id: 1, name: 'fork', body: {} },
    { type: 'request', id: 1, name: 'deleteEntry', body: { entry: 'm' } },
    change({}),
    change({ title: ' \n ' }),
    change({ title: 'x'.repeat(1001) }),
    change({ tags: Array<string>(51).fill('x') }),
    change({ tags: ['x'.repeat(51)] }),
    change({ tags: [' '] }),
    change({ status: 'deleted' }),
    change({ modelId: 'demo/tour' }),
    { type: 'request', id: 1, name: 'deleteEverything', body: {} },
    { type: 'request', id: 1, name: 'stop', body: { extra: true } },
    { type: 'ready', __proto__: null, extra: 1 },
  ])('refuses %j', (message) => {
    expect(parseInbound(message)).toHaveProperty('reason');
  });

  it('takes titles and tags without the space around them', () => {
    expect(parseInbound(change({ title: ' A title\n', tags: [' a tag '] }))).toEqual({
      message: change({ title: 'A title', tags: ['a tag'] }),
    });
  });

  it('names a refused request, so that it can be answered', () => {
    expect(parseInbound({ type: 'request', id: 9, name: 'ask', body: {} })).toMatchObject({ request: 9 });
    expect(parseInbound({ type: 'painted', batch: 'x' })).toMatchObject({ request: null });
  });
});
