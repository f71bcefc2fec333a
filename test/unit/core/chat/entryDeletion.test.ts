import { describe, expect, it } from 'vitest';
import { EntryDeletion } from '../../../../src/core/chat/entryDeletion.ts';
import { type BusEvent, EventBus } from '../../../../src/core/events/eventBus.ts';
import type { Message } from '../../../../src/shared/model/message.ts';
import { message } from '../../../support/messages.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

/** A conversation `c` of these messages, and what is changed in it. */
function conversationOf(...messages: readonly Message[]) {
  const changed: string[] = [];
  const events: BusEvent[] = [];
  const bus = new EventBus(recordingLogger());
  bus.subscribeAll((event) => events.push(event));
  const deletion = new EntryDeletion({
    answers: { messages: () => Promise.resolve(messages) },
    repository: {
      changeMessage: (id, conversationId, { deleted }) => {
        changed.push(`${conversationId} ${id} ${deleted ? 'deleted' : 'restored'}`);
        return Promise.resolve();
      },
    },
    bus,
  });
  return { deletion, changed, events };
}

const entry = (id: string, parentId: string | null, fields: Partial<Message> = {}) =>
  message({ id, parentId, conversationId: 'c', ...fields });

describe('deleting', () => {
  it('takes an entry away with all below it, and says so once', async () => {
    const { deletion, changed, events } = conversationOf(entry('1', null), entry('2', '1'), entry('3', '2'));
    expect(await deletion.delete('c', '2')).toBe(2);
    expect(changed).toEqual(['c 2 deleted']);
    expect(events).toEqual([{ type: 'message.changed', conversationId: 'c', messageId: '2' }]);
  });

  it('is refused for what is arriving, is not there, or belongs to the origin of a fork', async () => {
    const arriving = entry('3', '2', { role: 'assistant', state: 'streaming' });
    const { deletion, changed } = conversationOf(entry('1', null, { conversationId: 'origin' }), entry('2', '1'), arriving);
    await expect(deletion.delete('c', '2')).rejects.toThrow('still arriving');
    await expect(deletion.delete('c', 'unknown')).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    await expect(deletion.delete('c', '1')).rejects.toThrow('forked from');
    expect(changed).toEqual([]);
  });
});

describe('restoring', () => {
  it('brings back what above it was deleted, too, but nothing of the origin of a fork', async () => {
    const deleted = { deleted: true };
    const { deletion, changed } = conversationOf(
      entry('1', null, { ...deleted, conversationId: 'origin' }),
      entry('2', '1', deleted),
      entry('3', '2'),
      entry('4', '3', deleted),
      entry('beside', '3', deleted),
    );
    await deletion.restore('c', '4');
    expect(changed.sort()).toEqual(['c 2 restored', 'c 4 restored']);
  });

  it('ends where damage has made a circle of parents', async () => {
    const { deletion, changed } = conversationOf(entry('1', '2', { deleted: true }), entry('2', '1'));
    await deletion.restore('c', '1');
    expect(changed).toEqual(['c 1 restored']);
  });

  it('is refused for what is not there', async () => {
    const { deletion } = conversationOf(entry('1', null));
    await expect(deletion.restore('c', 'unknown')).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  });
});
