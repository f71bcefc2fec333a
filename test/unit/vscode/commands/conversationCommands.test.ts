import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation } from '../../../../src/shared/model/conversation.ts';
import { ConversationCommands } from '../../../../src/vscode/commands/conversationCommands.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { RecordingMaintenance } from '../../../support/fakes/recordingMaintenance.ts';
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
  const care = new RecordingMaintenance();
  const commands = new ConversationCommands({
    surface: () => target.surface,
    repository,
    care,
  });
  const changes = () => change.mock.calls.map(([id, changed]) => ({ id, ...changed }));
  return { commands, changes, done: care.done, care, target };
}

const names = ['rename', 'editTags', 'togglePin', 'toggleArchived', 'delete', 'purge'] as const;

describe.each(names)('%s', (name) => {
  it.each([
    ['is open', null],
    ['of this name is in the archive', 'gone'],
  ])('says so when no conversation %s, and changes nothing', async (_why, shown) => {
    Object.assign(fakeUser, { types: 'x', presses: 'Erase for Good' });
    const { commands, changes, done, target } = setUp({}, shown);
    await commands[name]();
    expect(recorded.messages.map(({ kind, text }) => [kind, text])).toEqual([['information', 'Open a conversation first.']]);
    expect([changes(), done, target.session.done]).toEqual([[], [], []]);
  });

  it('says so when no surface was ever open', async () => {
    await new ConversationCommands({ repository: new MemoryRepository(), care: new RecordingMaintenance(), surface: () => null })[name]();
    expect(recorded.messages).toHaveLength(1);
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
  it.each([
    [' a, b ,,a', ['a', 'b']],
    ['', []],
    [' , ', []],
    ['x'.repeat(60), ['x'.repeat(50)]],
    [Array.from({ length: 60 }, (_, index) => `t${index}`).join(), Array.from({ length: 50 }, (_, index) => `t${index}`)],
  ])('typed as %j are %j', async (typed, tags) => {
    fakeUser.types = typed;
    const { commands, changes } = setUp();
    await commands.editTags();
    expect([recorded.inputBoxes[0]?.value, changes()]).toEqual(['one, two', [{ id: 'c', tags }]]);
  });

  it('stay when the box is closed', async () => {
    const { commands, changes } = setUp();
    await commands.editTags();
    expect(changes()).toEqual([]);
  });
});

it.each([
  ['togglePin', { pinned: false }, { pinned: true }],
  ['togglePin', { pinned: true }, { pinned: false }],
  ['toggleArchived', { status: 'active' }, { status: 'archived' }],
  ['toggleArchived', { status: 'archived' }, { status: 'active' }],
] as const)('%s turns %j into %j', async (name, before, after) => {
  const { commands, changes } = setUp(before);
  await commands[name]();
  expect(changes()).toEqual([{ id: 'c', ...after }]);
});

it('delete goes through the surface, which offers to undo it and is brought to the front', async () => {
  const { commands, changes, target } = setUp();
  await commands.delete();
  expect([changes(), target.session.done, target.shown.revealed]).toEqual([[], ['change c {"deleted":true}'], 1]);
});

describe('erase for good', () => {
  it('asks first, in a dialog that must be answered and says what is lost', async () => {
    const { commands, done, target } = setUp();
    await commands.purge();
    expect(recorded.messages).toMatchObject([
      { kind: 'warning', text: 'Erase “A title” for good?', options: { modal: true }, buttons: ['Erase for Good'] },
    ]);
    expect(recorded.messages[0]?.options.detail).toContain('This cannot be undone.');
    expect([done, target.session.done]).toEqual([[], []]);
  });

  it('stops what runs, erases, and leaves the conversation', async () => {
    fakeUser.presses = 'Erase for Good';
    const { commands, done, target } = setUp();
    await commands.purge();
    expect([done, target.session.done]).toEqual([['purge c'], ['stop', 'new conversation']]);
    expect(recorded.messages.at(-1)).toMatchObject({
      kind: 'information',
      text: 'Erased. The text is in no file of the archive any more.',
    });
  });

  it('names the files in which something was left', async () => {
    fakeUser.presses = 'Erase for Good';
    const { commands, care } = setUp();
    care.leftIn = ['a.ndjson', 'b.ndjson'];
    await commands.purge();
    expect(recorded.messages.at(-1)).toMatchObject({
      kind: 'warning',
      text: 'Erased, but a part of the text is still in: a.ndjson, b.ndjson',
    });
  });
});
