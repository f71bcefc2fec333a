import type { Message } from '../../shared/model/message.ts';
import type { AnswerRunner } from '../answers/answerRunner.ts';
import { MessageTree } from '../conversation/messageTree.ts';
import { entryNotFound, sharedEntry, stillArriving } from '../errors/chatErrors.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';

interface EntryDeletionNeeds {
  readonly answers: Pick<AnswerRunner, 'messages'>;
  readonly repository: Pick<ConversationRepository, 'changeMessage'>;
  readonly bus: EventBus;
}

/** Takes entries of a conversation out of sight, and brings them back. Both reject with ChatError for an entry that a fork shares with its origin. */
export class EntryDeletion {
  readonly #answers: EntryDeletionNeeds['answers'];
  readonly #repository: EntryDeletionNeeds['repository'];
  readonly #bus: EventBus;

  constructor({ answers, repository, bus }: EntryDeletionNeeds) {
    this.#answers = answers;
    this.#repository = repository;
    this.#bus = bus;
  }

  /** Resolves with how many messages that are, with all below it. Rejects with ChatError while one of them is arriving. */
  async delete(conversationId: string, messageId: string): Promise<number> {
    const messages = await this.#answers.messages(conversationId);
    ownEntry(messages, conversationId, messageId);
    const hidden = new MessageTree(messages).below(messageId);
    if (hidden.some(({ state }) => state === 'streaming')) throw stillArriving();
    await this.#repository.changeMessage(messageId, conversationId, { deleted: true });
    this.#bus.emit('message.changed', { conversationId, messageId });
    return hidden.length;
  }

  /** With what above it was deleted too: without that it could not be seen. */
  async restore(conversationId: string, messageId: string): Promise<void> {
    const messages = await this.#answers.messages(conversationId);
    ownEntry(messages, conversationId, messageId);
    const byId = new Map(messages.map((message) => [message.id, message]));
    const path = new Set<Message>();
    // Damage may have made a circle of parents.
    for (let at = byId.get(messageId); at && !path.has(at); at = byId.get(at.parentId ?? '')) path.add(at);
    const deleted = [...path].filter((message) => message.deleted && message.conversationId === conversationId);
    await Promise.all(deleted.map(({ id }) => this.#repository.changeMessage(id, conversationId, { deleted: false })));
    this.#bus.emit('message.changed', { conversationId, messageId });
  }
}

/** Throws for a message that is not here, or that a fork shares with its origin. */
function ownEntry(messages: readonly Message[], conversationId: string, messageId: string): void {
  const message = messages.find(({ id }) => id === messageId);
  if (!message) throw entryNotFound();
  if (message.conversationId !== conversationId) throw sharedEntry();
}
