import { describe, expect, it } from 'vitest';
import { requestTraits } from '../../../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import { parseInbound } from '../../../../src/vscode/chat/inboundMessage.ts';

const requestId = 'a3bb189e-8bf9-4c1b-8a6e-2f1d0c9e7b54';
const change = (changes: unknown) => ({ type: 'request', id: 4, name: 'changeConversation', body: { id: 'c', changes } });

/** Of every request a body that the page sends, and one that it does not. */
const bodies: { readonly [K in RequestName]: { readonly good: Requests[K]['body']; readonly bad: unknown } } = {
  ask: { good: { text: '', attachments: [] }, bad: { text: '', attachments: null } },
  retry: { good: { entry: 'm' }, bad: { entry: '' } },
  stop: { good: {}, bad: null },
  forecast: { good: { text: '', attachments: [] }, bad: { text: '' } },
  showBranch: { good: { entry: 'm' }, bad: {} },
  showEarlier: { good: {}, bad: [] },
  fork: { good: { entry: 'm' }, bad: { entry: 7 } },
  deleteEntry: { good: { entry: 'm' }, bad: { entry: 'm', deleted: true } },
  restoreEntry: { good: { conversation: 'c', entry: 'm' }, bad: { entry: 'm' } },
  listDeleted: { good: {}, bad: { all: true } },
  changeConversation: { good: { id: 'c', changes: { pinned: true } }, bad: { id: 'c' } },
  newConversation: { good: {}, bad: { id: 'c' } },
  openConversation: { good: { id: 'c'.repeat(5000) }, bad: { id: '' } },
  costs: { good: { all: true }, bad: { all: 1 } },
  checkRequest: { good: { attempt: 'a' }, bad: {} },
  dismissRequest: { good: { attempt: 'a' }, bad: { attempt: null } },
  checkAccount: { good: {}, bad: 'all' },
  selectModel: { good: { id: 'a/b' }, bad: { id: 'x'.repeat(201) } },
  listModels: { good: {}, bad: undefined },
  setApiKey: { good: {}, bad: { key: 'sk' } },
  openSettings: { good: {}, bad: 0 },
  raiseBudget: { good: {}, bad: { dayUsd: '9' } },
  openCsv: { good: { all: false }, bad: {} },
  showLog: { good: {}, bad: false },
  eraseConversation: { good: { id: 'c' }, bad: {} },
  eraseEntry: { good: { conversation: 'c', entry: 'm' }, bad: { entry: 'm' } },
  verifyArchive: { good: {}, bad: { repair: true } },
  openInEditor: { good: {}, bad: { id: 'c' } },
  openLink: { good: { href: 'https://example.com/' }, bad: { href: 'x'.repeat(10_001) } },
  copyText: { good: { text: '' }, bad: { text: ['x'] } },
};

describe.each(Object.entries(bodies))('the request %s', (name, { good, bad }) => {
  const paid = requestTraits[name as RequestName].paid ? { requestId } : {};
  const request = (body: unknown) => ({ type: 'request', id: 0, name, body, ...paid });

  it('is accepted as it is, and with nothing beside that', () => {
    expect(parseInbound(request(good))).toEqual({ message: request(good) });
    expect(parseInbound(request({ ...good, extra: 1 }))).toHaveProperty('reason');
    expect(parseInbound({ ...request(good), extra: 1 })).toHaveProperty('reason');
  });

  it('is refused with another body, or without one', () => {
    expect(parseInbound(request(bad))).toMatchObject({ request: 0 });
    expect(parseInbound({ type: 'request', id: 0, name })).toMatchObject({ request: 0 });
  });

  it('has a request id if it costs money, and otherwise none', () => {
    const { requestId: id, ...without } = { requestId, ...request(good) };
    expect(parseInbound(without)).toHaveProperty('requestId' in paid ? 'reason' : 'message');
    expect(parseInbound({ ...without, requestId: id })).toHaveProperty('requestId' in paid ? 'message' : 'reason');
    expect(parseInbound({ ...without, requestId: '../m' })).toHaveProperty('reason');
  });
});

describe('parseInbound', () => {
  it.each([
    { type: 'ready' },
    { type: 'ready', conversation: null },
    { type: 'ready', conversation: 'c', tip: 'm' },
    { type: 'ready', conversation: 'c', tip: null },
    { type: 'painted', rev: 3 },
    { type: 'touched' },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [] }, requestId },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [], edits: 'm' }, requestId },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', modelId: 'demo/tour' }, requestId },
    { type: 'request', id: 1, name: 'ask', body: { text: 'hello', attachments: [], unreserved: true }, requestId },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', unreserved: true }, requestId },
    { type: 'request', id: 2, name: 'retry', body: { entry: 'm', unreserved: 'conversation' }, requestId },
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
    { type: 'request', id: 3, name: 'deleteEntry', body: { entry: 'm' } },
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
    { type: 'touched', at: 1 },
    { type: 'ready', conversation: 7 },
    { type: 'painted', rev: -1 },
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
    { type: 'request', id: 1, name: 'deleteEntry', body: {} },
    change({}),
    change({ title: ' \n ' }),
    change({ title: 'x'.repeat(1001) }),
    change({ tags: Array<string>(51).fill('x') }),
    change({ tags: ['x'.repeat(51)] }),
    change({ tags: [' '] }),
    change({ status: 'deleted' }),
    change({ modelId: 'demo/tour' }),
    { type: 'request', id: 1, name: 'deleteEverything', body: {} },
    { type: 'request', id: 1, name: 'constructor', body: {} },
    { type: 'request', id: 1, name: '__proto__', body: {} },
    { type: 'request', id: 1, name: null, body: {} },
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
    expect(parseInbound({ type: 'painted', rev: 'x' })).toMatchObject({ request: null });
  });
});

it('ids are of any length, as in the log: what is in the archive can be opened, changed, asked and remembered', () => {
  const long = 'c'.repeat(5000);
  const editing = { entry: long, conversation: long, aside: { text: '', attachments: [] } };
  const messages: readonly object[] = [
    { type: 'ready', conversation: long, tip: long },
    { type: 'draft', stay: 1, change: 1, draft: { text: '', attachments: [], editing, requestId: null } },
    { type: 'request', id: 1, name: 'changeConversation', body: { id: long, changes: { pinned: true } } },
    { type: 'request', id: 2, name: 'restoreEntry', body: { conversation: long, entry: long } },
    { type: 'request', id: 3, name: 'ask', body: { text: 'Go on.', attachments: [], edits: long }, requestId },
  ];
  for (const message of messages) expect(parseInbound(message)).toEqual({ message });
});
