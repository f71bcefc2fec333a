import type { Conversation } from '../../src/shared/model/conversation.ts';

/** A conversation with everything but what the test is about filled in. */
export function conversationWith(fields: Partial<Conversation> & { readonly id: string }): Conversation {
  return {
    title: '',
    modelId: 'm',
    systemPrompt: '',
    createdAt: 0,
    updatedAt: 0,
    status: 'active',
    pinned: false,
    tags: [],
    deleted: false,
    params: {},
    forkedFrom: null,
    ...fields,
  };
}
