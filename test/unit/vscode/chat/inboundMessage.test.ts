import { describe, expect, it } from 'vitest';
import { parseInbound } from '../../../../src/vscode/chat/inboundMessage.ts';

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
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [], unreserved: true } },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', unreserved: true } },
    { type: 'request', id: 2, name: 'forecast', body: { text: 'hello', attachments: [], edits: 'm' } },
    { type: 'request', id: 2, name: 'costs', body: { all: false } },
    { type: 'request', id: 2, name: 'checkRequest', body: { attempt: 'a' } },
    { type: 'request', id: 2, name: 'dismissRequest', body: { attempt: 'a' } },
    { type: 'request', id: 2, name: 'checkAccount', body: {} },
    { type: 'request', id: 2, name: 'openCsv', body: { all: true } },
    { type: 'request', id: 2, name: 'raiseBudget', body: {} },
    { type: 'request', id: 2, name: 'openSettings', body: {} },
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
    { type: 'request', id: 1, name: 'ask', body: { text: 'x', attachments: [], unreserved: false } },
    { type: 'request', id: 1, name: 'retry', body: { entry: 'm', unreserved: 'yes' } },
    { type: 'request', id: 1, name: 'forecast', body: { text: 'x', attachments: [], unreserved: true } },
    { type: 'request', id: 1, name: 'costs', body: {} },
    { type: 'request', id: 1, name: 'checkRequest', body: { attempt: '' } },
    { type: 'request', id: 1, name: 'dismissRequest', body: {} },
    { type: 'request', id: 1, name: 'openCsv', body: { all: 'yes' } },
    { type: 'request', id: 1, name: 'raiseBudget', body: { dayUsd: '1000' } },
    { type: 'request', id: 1, name: 'openSettings', body: { about: 'budget' } },
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
