import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation } from '../../../../src/shared/model/conversation.ts';
import { ConversationCommands } from '../../../../src/vscode/commands/conversationCommands.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeSurface } from '../kit/fakeSession.ts';

beforeEach(resetFakeVscode);

/** Commands on the conversation `c`; with `shown` null, on a surface without one. */
function setUp(conversation: Partial<Conversation> = {}, shown: string | null = 'c') {
  const target = fakeSurface(shown);
  const repository = new MemoryRepository();
  repository.putConversation({ id: 'c', title: 'A title', tags: ['one', 'two'], ...conversation });
  const change = vi.spyOn(repository, 'changeConversation');
  const erased: string[] = [];
  const eraser = { isErased: true, before: () => undefined as void };
  const meant = { surface: target.surface };
  const commands = new ConversationCommands({
    surface: () => meant.surface,
    repository,
    eraser: {
      erase: (id) => {
        eraser.before();
        erased.push(id);
        return Promise.resolve(eraser.isErased);
      },
    },
  });
  const changes = () => change.mock.calls.map(([id, changed]) => ({ id, ...changed }));
  return { commands, changes, erased, eraser, target, meant };
}

const names = ['rename', 'editTags', 'togglePin', 'toggleArchived', 'delete', 'purge'] as const;

describe.each(names)('%s', (name) => {
  it.each([
    ['is open', null],
    ['of this name is in the archive', 'gone'],
  ])('says so when no conversation %s, and changes nothing', async (_why, shown) => {
    fakeUser.types = 'x';
    const { commands, changes, erased, target } = setUp({}, shown);
    await commands[name]();
    expect(recorded.messages.map(({ kind, text }) => [kind, text])).toEqual([['information', 'Open a conversation first.']]);
    expect([changes(), erased, target.session.done]).toEqual([[], [], []]);
  });

  it('does nothing with no surface in sight, which was said already', async () => {
    const eraser = { erase: () => Promise.reject(new Error('nothing is to be erased')) };
    await new ConversationCommands({ repository: new MemoryRepository(), eraser, surface: () => null })[name]();
    expect(recorded.messages).toEqual([]);
  });
});

describe('rename', () => {
  it('starts from the title and keeps what is typed, without the space around it', async () => {
    fakeUser.types = '  Another title ';
    const { commands, changes } = setUp();
    await commands.rename();
    expect([recorded.inputBoxes[0]?.value, changes()]).toEqual(['A title', [{ id: 'c', title: 'Another title' }]]);
  });

  it.each([undefined, '', '  '])('to %j changes nothing', async (typed) => {
    fakeUser.types = typed;
    const { commands, changes } = setUp();
    await commands.rename();
    expect(changes()).toEqual([]);
  });

  it('takes 1 to 255 characters', async () => {
    await setUp().commands.rename();
    const [box] = recorded.inputBoxes;
    const complaint = 'A title has 1 to 255 characters.';
    expect(['', '  ', 'x'.repeat(256)].map((value) => box?.validateInput?.(value))).toEqual([complaint, complaint, complaint]);
    expect(['x', ` ${'x'.repeat(255)} `].map((value) => box?.validateInput?.(value))).toEqual([undefined, undefined]);
  });
});

describe('tags', () => {
  it('start from those that are there, and are what is typed', async () => {
    fakeUser.types = ' a, b ,,a';
    const { commands, changes, target } = setUp();
    await commands.editTags();
    expect([recorded.inputBoxes[0]?.value, changes()]).toEqual(['one, two', [{ id: 'c', tags: ['a', 'b'] }]]);
    expect(target.session.done).toEqual(['notice Tags of A title: a, b']);
  });

  it('stay when the box is closed', async () => {
    const { commands, changes, target } = setUp();
    await commands.editTags();
    expect([changes(), target.session.done]).toEqual([[], []]);
  });
});

it.each([
  ['togglePin', { pinned: false }, { pinned: true }, 'Pinned: A title'],
  ['togglePin', { pinned: true }, { pinned: false }, 'Unpinned: A title'],
  ['toggleArchived', { status: 'active' }, { status: 'archived' }, 'Archived: A title. It stands in the archive under Archived.'],
  ['toggleArchived', { status: 'archived' }, { status: 'active' }, 'Back among the conversations: A title'],
] as const)('%s turns %j into %j, and says so on the surface', async (name, before, after, notice) => {
  const { commands, changes, target } = setUp(before);
  await commands[name]();
  expect(changes()).toEqual([{ id: 'c', ...after }]);
  expect(target.session.done).toEqual([`notice ${notice}`]);
});

it('delete goes through the surface, which offers to undo it and is brought to the front', async () => {
  const { commands, changes, target } = setUp();
  await commands.delete();
  expect([changes(), target.session.done, target.shown.revealed]).toEqual([[], ['change c {"deleted":true}'], 1]);
});

describe('erase for good', () => {
  it('leaves the conversation when it is erased', async () => {
    const { commands, erased, target } = setUp();
    await commands.purge();
    expect([erased, target.session.done]).toEqual([['c'], ['new conversation']]);
  });

  it('stays when the user thought better of it', async () => {
    const { commands, eraser, target } = setUp();
    eraser.isErased = false;
    await commands.purge();
    expect(target.session.done).toEqual([]);
  });

  it('does not take away what the user has opened meanwhile', async () => {
    const { commands, eraser, target } = setUp();
    eraser.before = () => target.session.show('d');
    await commands.purge();
    expect([target.session.conversationId, target.session.done]).toEqual(['d', []]);
  });
});

it.each(names.filter((name) => name !== 'purge'))(
  '%s means what was meant when it began, whatever is touched while it asks',
  async (name) => {
    const other = fakeSurface('d');
    const { commands, changes, target, meant } = setUp();
    fakeUser.types = () => {
      meant.surface = other.surface;
      return 'x';
    };
    await commands[name]();
    const ids = name === 'delete' ? target.session.done.map((done) => done.split(' ')[1]) : changes().map(({ id }) => id);
    expect([ids, other.session.done]).toEqual([['c'], []]);
  },
);
