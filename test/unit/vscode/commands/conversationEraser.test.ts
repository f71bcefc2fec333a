import { beforeEach, describe, expect, it } from 'vitest';
import { ConversationEraser } from '../../../../src/vscode/commands/conversationEraser.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { message } from '../../../support/messages.ts';
import { RecordingMaintenance } from '../../../support/fakes/recordingMaintenance.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

beforeEach(resetFakeVscode);

function setUp() {
  const maintenance = new RecordingMaintenance();
  const repository = new MemoryRepository();
  repository.putConversation({ id: 'c', title: 'A title', deleted: true });
  const eraser = new ConversationEraser({ repository, maintenance, stop: (id) => void maintenance.done.push(`stop ${id}`) });
  return { maintenance, repository, erase: (id = 'c') => eraser.erase(id), eraseEntry: (entry: string) => eraser.eraseEntry('c', entry) };
}

it('asks first, in a dialog that must be answered, names the conversation and says what is lost', async () => {
  const { maintenance, erase } = setUp();
  expect(await erase()).toBe(false);
  expect(recorded.messages).toMatchObject([
    { kind: 'warning', text: 'Erase “A title” for good?', options: { modal: true }, buttons: ['Erase for Good'] },
  ]);
  expect(recorded.messages[0]?.options.detail).toContain('This cannot be undone.');
  expect([maintenance.done, recorded.progress]).toEqual([[], []]);
});

it('stops what runs in it, and erases under a progress notice', async () => {
  fakeUser.presses = 'Erase for Good';
  const { maintenance, erase } = setUp();
  expect(await erase()).toBe(true);
  expect(maintenance.done).toEqual(['stop c', 'purge c']);
  expect(recorded.progress).toMatchObject([{ title: 'Erasing “A title”', cancellable: false }]);
  expect(recorded.messages.at(-1)).toMatchObject({
    kind: 'information',
    text: 'Erased. The text is in no file of the archive any more.',
  });
});

it('names the files in which something was left', async () => {
  fakeUser.presses = 'Erase for Good';
  const { maintenance, erase } = setUp();
  maintenance.leftIn = ['a.ndjson', 'b.ndjson'];
  expect(await erase()).toBe(true);
  expect(recorded.messages.at(-1)).toMatchObject({
    kind: 'warning',
    text: 'Erased, but a part of the text is still in: a.ndjson, b.ndjson',
  });
});

it('says of one that is not there (any more) that it is not, and asks nothing', async () => {
  const { maintenance, erase } = setUp();
  await expect(erase('gone')).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  expect([recorded.messages, maintenance.done]).toEqual([[], []]);
});

describe('a deleted entry', () => {
  function setUpEntries() {
    const made = setUp();
    made.repository.put(
      message({ id: 'q', conversationId: 'c', deleted: true }),
      message({ id: 'a', conversationId: 'c', parentId: 'q' }),
      message({ id: 'r', conversationId: 'c', parentId: 'a', deleted: true }),
    );
    return made;
  }

  it.each([
    ['q', 'Erase 3 entries of “A title” for good?'],
    ['r', 'Erase 1 entry of “A title” for good?'],
  ])('is erased only when the user says so (%s), who is told the title and how many entries go', async (entry, text) => {
    const { maintenance, eraseEntry } = setUpEntries();
    expect(await eraseEntry(entry)).toBe(false);
    expect(recorded.messages).toMatchObject([{ kind: 'warning', text, options: { modal: true }, buttons: ['Erase for Good'] }]);
    expect(recorded.messages[0]?.options.detail).toContain('This cannot be undone.');
    expect([maintenance.done, recorded.progress]).toEqual([[], []]);
  });

  it('goes with everything below it', async () => {
    fakeUser.presses = 'Erase for Good';
    const { maintenance, eraseEntry } = setUpEntries();
    expect(await eraseEntry('q')).toBe(true);
    expect(maintenance.done).toEqual(['purge q,a,r of c']);
    expect(recorded.progress).toMatchObject([{ title: 'Erasing “A title”', cancellable: false }]);
    expect(recorded.messages.at(-1)).toMatchObject({ text: 'Erased. The text is in no file of the archive any more.' });
  });

  it('stays while a fork begins with something that would go, and the fork is named', async () => {
    fakeUser.presses = 'Erase for Good';
    const { maintenance, repository, eraseEntry } = setUpEntries();
    repository.putConversation({ id: 'f', title: 'A fork', deleted: true, forkedFrom: { conversationId: 'c', messageId: 'a' } });
    repository.putConversation({ id: 'g', forkedFrom: { conversationId: 'c', messageId: 'q' } });
    await expect(eraseEntry('q')).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'Nothing was erased: forks begin with it and would lose it (“A fork”, “Untitled”). Erase the forks first.',
    });
    expect([recorded.messages, maintenance.done]).toEqual([[], []]);
    expect(await eraseEntry('r')).toBe(true);
  });

  it('that was restored while the question stood there stays', async () => {
    fakeUser.presses = 'Erase for Good';
    const { maintenance, repository, eraseEntry } = setUpEntries();
    const erasing = eraseEntry('q');
    await repository.changeMessage('q', 'c', { deleted: false });
    await expect(erasing).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    expect(maintenance.done).toEqual([]);
  });

  it('that is not deleted is not erased, and nothing is asked', async () => {
    const { eraseEntry } = setUpEntries();
    await expect(eraseEntry('a')).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    expect(recorded.messages).toEqual([]);
  });
});
