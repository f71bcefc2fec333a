import type { ChatError } from '../../../src/core/errors/chatError.ts';
import type {
  ArchiveChange,
  ConversationRepository,
  Erasure,
  MessageOutcome,
  NewConversation,
  NewMessage,
  TextPiece,
} from '../../../src/core/ports/conversationRepository.ts';
import { Emitter } from '../../../src/shared/async/emitter.ts';
import type { Conversation, ConversationChanges, ConversationSummary } from '../../../src/shared/model/conversation.ts';
import type { DeletedEntry, DeletedItems } from '../../../src/shared/model/deleted.ts';
import type { Message } from '../../../src/shared/model/message.ts';
import { beginningOf } from '../../../src/shared/values/beginningOf.ts';
import { conversationWith } from '../conversations.ts';
import { message } from '../messages.ts';

/** Conversations and messages without a disk, with the rules of the port. Costs are in no ledger here. */
export class MemoryRepository implements ConversationRepository {
  readonly #conversations = new Map<string, Conversation>();
  /** In the order in which they were added. */
  readonly #messages = new Map<string, Message>();
  readonly #changes = new Emitter<ArchiveChange>();
  readonly #now: () => number;
  readonly onDidChange = this.#changes.event;
  /** Ids of conversations and messages, each time that one is deleted. */
  readonly #deletions: string[] = [];
  /** Pieces of answers, and how answers ended, as they were written. */
  readonly appended: { readonly at: number; readonly from: number; readonly text: string; readonly reasoning?: TextPiece }[] = [];
  readonly outcomes: MessageOutcome[] = [];
  /** How often a conversation was read. */
  reads = 0;
  /** Set to make everything fail. */
  failure: ChatError | null = null;

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  /** Messages that were there before the test. */
  put(...messages: readonly Message[]): void {
    for (const each of messages) this.#messages.set(each.id, each);
  }

  /** A conversation that was there before the test, with everything but what the test is about filled in. */
  putConversation(conversation: Partial<Conversation> & { readonly id: string }): void {
    const now = this.#now();
    this.#conversations.set(conversation.id, conversationWith({ createdAt: now, updatedAt: now, ...conversation }));
  }

  /** Another window has written. */
  changeElsewhere(change: Omit<ArchiveChange, 'own'>): void {
    this.#changes.fire({ ...change, own: false });
  }

  async conversations(): Promise<readonly ConversationSummary[]> {
    await this.#answer();
    return this.#list(false);
  }

  async deleted(): Promise<DeletedItems> {
    await this.#answer();
    const order = (id: string) => -this.#deletions.lastIndexOf(id);
    const entries = [...this.#messages.values()].filter(
      ({ deleted, conversationId }) => deleted && !this.#conversations.get(conversationId)?.deleted,
    );
    return {
      conversations: this.#list(true).toSorted((a, b) => order(a.id) - order(b.id)),
      entries: entries.toSorted((a, b) => order(a.id) - order(b.id)).map((entry) => this.#deletedEntry(entry)),
    };
  }

  async countDeleted(): Promise<number> {
    const { conversations, entries } = await this.deleted();
    return conversations.length + entries.length;
  }

  async erasure(conversationId: string, messageId: string): Promise<Erasure | undefined> {
    await this.#answer();
    const [own, entry] = [this.#conversations.get(conversationId), this.#messages.get(messageId)];
    if (!own || !entry?.deleted || entry.conversationId !== conversationId) return undefined;
    const found = new Set([messageId]);
    for (const each of this.#messages.values())
      if (each.conversationId === conversationId && found.has(each.parentId ?? '')) found.add(each.id);
    const forks = [...this.#conversations.values()].filter(({ forkedFrom }) => forkedFrom && found.has(forkedFrom.messageId));
    return { title: own.title, messageIds: [...found], forks: forks.map(({ title }) => title) };
  }

  #deletedEntry({ id, conversationId, role, text }: Message): DeletedEntry {
    const found = new Set([id]);
    for (const each of this.#messages.values())
      if (!each.deleted && each.conversationId === conversationId && found.has(each.parentId ?? '')) found.add(each.id);
    const title = this.#conversations.get(conversationId)?.title ?? '';
    return { id, conversationId, title, role, text: beginningOf(text), entryCount: found.size };
  }

  #list(deletedOnes: boolean): ConversationSummary[] {
    const listed = [...this.#conversations.values()].filter(({ deleted }) => deleted === deletedOnes);
    return listed
      .toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
      .map(({ id, title, modelId, updatedAt, status, pinned, tags, forkedFrom }) => {
        const own = [...this.#messages.values()].filter(({ conversationId, deleted }) => conversationId === id && !deleted);
        return { id, title, modelId, updatedAt, status, pinned, tags, messageCount: own.length, forked: forkedFrom !== null };
      });
  }

  async conversation(id: string): Promise<Conversation | undefined> {
    this.reads++;
    await this.#answer();
    return this.#conversations.get(id);
  }

  async messages(conversationId: string): Promise<readonly Message[]> {
    await this.#answer();
    const above = new Set<string>();
    let id = this.#conversations.get(conversationId)?.forkedFrom?.messageId ?? null;
    for (; id !== null; id = this.#messages.get(id)?.parentId ?? null) above.add(id);
    return [...this.#messages.values()]
      .filter((each) => each.conversationId === conversationId || above.has(each.id))
      .map((each) => ({ ...each, deleted: each.deleted && each.conversationId === conversationId }));
  }

  async createConversation(conversation: NewConversation): Promise<void> {
    const { id, title, modelId, endpoint, systemPrompt, forkedFrom = null } = conversation;
    const known = typeof endpoint === 'string' && { endpoint };
    await this.#write(id, () => this.putConversation({ id, title, modelId, ...known, systemPrompt, forkedFrom }));
  }

  async changeConversation(id: string, changes: ConversationChanges): Promise<void> {
    await this.#write(id, () => {
      const before = this.#conversations.get(id);
      if (!before) return;
      if (changes.deleted) this.#deletions.push(id);
      const { endpoint, ...others } = before;
      const keepsEndpoint = changes.modelId === undefined && endpoint !== undefined;
      this.#conversations.set(id, { ...others, ...(keepsEndpoint && { endpoint }), ...changes });
    });
  }

  async addMessage(added: NewMessage): Promise<void> {
    const { endpoint, role, ...fields } = added;
    await this.#write(added.conversationId, () => {
      const state = role === 'assistant' ? 'streaming' : 'complete';
      this.put(message({ ...fields, role, state, ...(typeof endpoint === 'string' && { endpoint }) }));
    });
  }

  async appendText(messageId: string, conversationId: string, from: number, text: string, reasoning?: TextPiece): Promise<void> {
    await this.#write(conversationId, () => {
      this.appended.push({ at: this.#now(), from, text, ...(reasoning && { reasoning }) });
      this.#change(messageId, (before) => ({
        text: laidOver(before.text, { from, text }),
        reasoning: reasoning ? laidOver(before.reasoning, reasoning) : before.reasoning,
      }));
    });
  }

  async finishMessage(messageId: string, conversationId: string, outcome: MessageOutcome): Promise<void> {
    await this.#write(conversationId, () => {
      this.outcomes.push(outcome);
      const { text: _proof, extras: _inTheLogOnly, ...fields } = outcome;
      this.#change(messageId, () => fields);
    });
  }

  async changeMessage(messageId: string, conversationId: string, changes: { readonly deleted: boolean }): Promise<void> {
    await this.#write(conversationId, () => {
      if (changes.deleted) this.#deletions.push(messageId);
      this.#change(messageId, () => changes);
    });
  }

  #change(messageId: string, changed: (before: Message) => Partial<Message>): void {
    const before = this.#messages.get(messageId);
    if (before) this.#messages.set(messageId, { ...before, ...changed(before) });
  }

  async #write(conversationId: string, work: () => void): Promise<void> {
    await this.#answer();
    work();
    this.#changes.fire({ conversationIds: [conversationId], ledger: false, own: true });
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
  }
}

function laidOver(before: string, { from, text }: TextPiece): string {
  return before.slice(0, from) + text + before.slice(from + text.length);
}
