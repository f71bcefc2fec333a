import { describe, expect, it } from 'vitest';
import { chat, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

const state = chat(userEntry('a', 'Hello'));
const id = state.conversation!.id;

describe('a notice about the last action', () => {
  it.each([
    ['the next action on the archive', (page: ReturnType<typeof openPage>) => page.conversations.showBranch('a'), true],
    ['another question', (page: ReturnType<typeof openPage>) => page.composer.send(), true],
    ['what changes nothing', (page: ReturnType<typeof openPage>) => page.conversations.copy('x'), false],
    ['more of the same conversation', (page: ReturnType<typeof openPage>) => page.requests.send('showEarlier', {}), false],
  ] as const)('and %s', (_name, act, gone) => {
    const page = openPage();
    page.snapshot(state);
    page.conversations.offerRestore({ id: 'c', title: 'Metres', messageCount: 2 });
    page.notices.message.value = 'Renamed';
    void act(page);
    expect([page.notices.undoable.value, page.notices.message.value].every((notice) => notice === null)).toBe(gone);
  });
});

describe('a deleted entry', () => {
  it.each([
    [1, 'Entry 0003 deleted. It stays in the archive under Deleted.'],
    [4, '4 entries deleted (0003 and what followed). They stay in the archive under Deleted.'],
  ])('can be had back in its own conversation, wherever the user is now; of %i it says how many', async (entryCount, text) => {
    const { conversations, notices, snapshot, requested, grant } = openPage();
    snapshot(state);
    void conversations.deleteEntry('a', 3);
    await grant({ entryCount });
    expect(notices.undoable.value?.text).toBe(text);
    snapshot({ ...state, conversation: { ...state.conversation!, id: 'elsewhere' } }, 2);
    void notices.undoable.value?.undo();
    expect(requested()).toEqual([
      ['deleteEntry', { entry: 'a' }],
      ['restoreEntry', { conversation: id, entry: 'a' }],
    ]);
  });

  it('is not offered back when it was refused', async () => {
    const { conversations, notices, snapshot, refuse } = openPage();
    snapshot(state);
    void conversations.deleteEntry('a', 1);
    await refuse({ code: 'INTERNAL', message: 'No.', retryable: true, actions: [] });
    expect(notices.undoable.value).toBeNull();
  });
});

it('a deleted conversation can be had back, and is opened then', async () => {
  const { conversations, notices, requested, grant } = openPage();
  void conversations.delete({ id: 'c', title: '', messageCount: 1 });
  await grant();
  expect(notices.undoable.value?.text).toBe('Deleted: Untitled (1 entry). It stays in the archive under Deleted.');
  void notices.undoable.value?.undo();
  await grant();
  expect(requested()).toEqual([
    ['changeConversation', { id: 'c', changes: { deleted: true } }],
    ['changeConversation', { id: 'c', changes: { deleted: false } }],
    ['openConversation', { id: 'c' }],
  ]);
});

describe('a deleted conversation', () => {
  it('is restored in its place: the archive stays open, and says so', async () => {
    const { conversations, notices, view, requested, grant } = openPage();
    view.drawer.value = 'archive';
    void conversations.restore({ id: 'c', title: 'Metres' });
    await grant();
    expect([view.drawer.value, notices.message.value]).toEqual(['archive', 'Restored: Metres']);
    expect(requested()).toEqual([['changeConversation', { id: 'c', changes: { deleted: false } }]]);
  });

  it.each([true, false])('is not offered back once it is erased (%s); the list is read again', async (isErased) => {
    const { conversations, notices, requested, grant } = openPage();
    conversations.offerRestore({ id: 'c', title: 'Metres', messageCount: 2 });
    void conversations.erase('c');
    await grant({ isErased });
    expect(notices.undoable.value === null).toBe(isErased);
    expect(requested()).toEqual([
      ['eraseConversation', { id: 'c' }],
      ['listDeleted', {}],
    ]);
  });
});

it.each([true, false])('a deleted entry is not offered back once it is erased (%s); the list is read again', async (isErased) => {
  const { conversations, notices, requested, grant } = openPage();
  notices.undoable.value = { text: 'Entry 0003 deleted.', undo: () => Promise.resolve() };
  void conversations.eraseEntry('c', 'm');
  await grant({ isErased });
  expect(notices.undoable.value === null).toBe(isErased);
  expect(requested()).toEqual([
    ['eraseEntry', { conversation: 'c', entry: 'm' }],
    ['listDeleted', {}],
  ]);
});

it('opening a conversation closes the drawer and begins at its end', () => {
  const { conversations, view, requested } = openPage({ drawer: 'archive', place: { below: '', offset: 1 } });
  void conversations.open(null);
  void conversations.open('c');
  expect([view.drawer.value, view.scrollAnchor.value]).toEqual([null, null]);
  expect(requested()).toEqual([
    ['newConversation', {}],
    ['openConversation', { id: 'c' }],
  ]);
});

it('what stands above is asked for once at a time, and only while there is something', async () => {
  const { conversations, snapshot, requested, grant } = openPage();
  snapshot(state);
  void conversations.showEarlier();
  expect(requested()).toEqual([]);
  snapshot({ ...state, earlier: 200 }, 2);
  void conversations.showEarlier();
  void conversations.showEarlier();
  expect(requested()).toEqual([['showEarlier', {}]]);
  await grant();
  void conversations.showEarlier();
  expect(requested()).toHaveLength(2);
});

it.each([
  ['a copy', (page: ReturnType<typeof openPage>) => page.conversations.copy('x'), 'Copied'],
  ['a fork', (page: ReturnType<typeof openPage>) => page.conversations.fork('a'), 'Forked; this is the new conversation'],
] as const)('%s is announced once it is made', async (_name, act, announced) => {
  const page = openPage();
  void act(page);
  expect(page.surface.announced.value).toBe('');
  await page.grant();
  expect(page.surface.announced.value).toBe(announced);
});
