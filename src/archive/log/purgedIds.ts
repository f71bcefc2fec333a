/** What a record is about: a conversation, and the message of it that it names. */
export interface Subject {
  readonly conversation: string;
  readonly message: string | undefined;
}

/** As they are sent from thread to thread. */
export interface PurgedIdLists {
  readonly conversations: Iterable<string>;
  readonly messages: Iterable<string>;
}

/**
 * Conversations and messages of which nothing is kept but the bills. Each kind for itself: the request that begins a conversation names both it
 * and its first question, so that these have one id.
 */
export class PurgedIds implements PurgedIdLists {
  readonly conversations: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;

  constructor({ conversations = [], messages = [] }: Partial<PurgedIdLists> = {}) {
    this.conversations = new Set(conversations);
    this.messages = new Set(messages);
  }

  get size(): number {
    return this.conversations.size + this.messages.size;
  }

  covers({ conversation, message }: Subject): boolean {
    return this.conversations.has(conversation) || (message !== undefined && this.messages.has(message));
  }

  with(more: PurgedIdLists): PurgedIds {
    return new PurgedIds({
      conversations: [...this.conversations, ...more.conversations],
      messages: [...this.messages, ...more.messages],
    });
  }

  without(known: PurgedIds): PurgedIds {
    return new PurgedIds({
      conversations: [...this.conversations].filter((id) => !known.conversations.has(id)),
      messages: [...this.messages].filter((id) => !known.messages.has(id)),
    });
  }
}

/** `body`: of a record, perhaps of a later version. */
export function subjectOf(body: { readonly t: string; readonly conversation: string }): Subject {
  const { t, conversation } = body;
  // A fork names a message of its origin.
  const isNamed = 'message' in body && typeof body.message === 'string' && !t.startsWith('conversation.');
  return { conversation, message: isNamed ? String(body.message) : undefined };
}
