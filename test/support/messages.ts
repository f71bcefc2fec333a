import type { Message } from '../../src/shared/model/message.ts';

/** A message with everything but what the test is about filled in. */
export function message(fields: Partial<Message> & { readonly id: string }): Message {
  return {
    conversationId: 'c',
    parentId: null,
    role: 'user',
    text: '',
    reasoning: '',
    attachments: [],
    modelId: null,
    servedModelId: null,
    provider: null,
    createdAt: 0,
    state: 'complete',
    deleted: false,
    finishReason: null,
    failure: null,
    cost: null,
    usage: null,
    firstTokenMs: null,
    latencyMs: null,
    ...fields,
  };
}
