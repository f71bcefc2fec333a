import { beforeEach, expect, it } from 'vitest';
import { ConversationEraser } from '../../../../src/vscode/commands/conversationEraser.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
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
  return { maintenance, erase: (id = 'c') => eraser.erase(id) };
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
