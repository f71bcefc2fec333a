import type { MessageOutcome, NewConversation, NewMessage } from '../../core/ports/conversationRepository.ts';
import type { AccountNote, NewAttempt, Settlement } from '../../core/ports/ledger.ts';
import type { Conversation, ConversationChanges, ForkPoint } from '../../shared/model/conversation.ts';
import type { Cost, CostSource } from '../../shared/model/money.ts';
import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import { isTextAttachment } from '../../shared/model/attachment.ts';
import type { BodyOf } from './operations.ts';
import { textHash } from './textHash.ts';

// From the words of the domain to the words of the log.

export function conversationCreated(conversation: NewConversation, createdAt: number): BodyOf<'conversation.created'> {
  const { id, title, modelId, endpoint, systemPrompt, workspace } = conversation;
  return {
    t: 'conversation.created',
    conversation: id,
    title,
    model: modelId,
    ...known({ endpoint }),
    systemPrompt,
    workspace,
    createdAt,
  };
}

export function conversationForked(id: string, { conversationId, messageId }: ForkPoint): BodyOf<'conversation.forked'> {
  return { t: 'conversation.forked', conversation: id, parent: conversationId, message: messageId };
}

export function conversationChanged(id: string, { modelId, tags, params, ...same }: ConversationChanges): BodyOf<'conversation.changed'> {
  return {
    t: 'conversation.changed',
    conversation: id,
    set: {
      ...same,
      ...(modelId !== undefined && { model: modelId }),
      ...(tags !== undefined && { tags: [...tags] }),
      ...(params !== undefined && { params: { ...params } }),
    },
  };
}

/** `conversation`: as it is before; undefined when nothing is known of it. */
export function messagesPurged(
  id: string,
  messageIds: readonly string[],
  conversation: Conversation | undefined,
): BodyOf<'message.purged'> {
  return {
    t: 'message.purged',
    conversation: id,
    messages: [...messageIds],
    activeAt: conversation?.updatedAt ?? 0,
    ...(conversation && { createdAt: conversation.createdAt }),
  };
}

/** An optional field that is left out where its value is not known. */
function known<K extends string>(field: Readonly<Record<K, string | null | undefined>>): { readonly [Name in K]?: string } {
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== null && value !== undefined)) as {
    readonly [Name in K]?: string;
  };
}

/** Of roles that 0.1 does not know, under an operation that it skips. */
export function messageNoted(message: NewMessage): BodyOf<'message.noted'> {
  return {
    t: 'message.noted',
    message: message.id,
    conversation: message.conversationId,
    parent: message.parentId,
    role: message.role,
    text: message.text,
    createdAt: message.createdAt,
  };
}

export function messageAdded(message: NewMessage): BodyOf<'message.added'> {
  const attached = message.attachments.flatMap((one) =>
    isTextAttachment(one) ? [] : [{ ...one.record, kind: String(one.record['kind']), name: one.name }],
  );
  return {
    t: 'message.added',
    message: message.id,
    conversation: message.conversationId,
    parent: message.parentId,
    role: message.role,
    model: message.modelId,
    ...known({ endpoint: message.endpoint }),
    text: message.text,
    attachments: message.attachments.filter(isTextAttachment),
    ...(attached.length > 0 && { attached }),
    ...known({ continues: message.continues }),
    createdAt: message.createdAt,
  };
}

/** The text itself is in the pieces that were appended before; here are its length and its hash. */
export function messageFinished(messageId: string, conversationId: string, outcome: MessageOutcome): BodyOf<'message.finished'> {
  return {
    t: 'message.finished',
    message: messageId,
    conversation: conversationId,
    state: outcome.state,
    length: outcome.text.length,
    sha256: textHash(outcome.text),
    reasoning: outcome.reasoning,
    finishReason: outcome.finishReason,
    failure: outcome.failure && { ...outcome.failure, actions: [...outcome.failure.actions] },
    servedModel: outcome.servedModelId,
    provider: outcome.provider,
    usage: outcome.usage,
    firstTokenMs: outcome.firstTokenMs,
    latencyMs: outcome.latencyMs,
    ...(outcome.received && { received: outcome.received }),
    ...extrasOf(outcome.extras ?? {}),
  };
}

function extrasOf({
  annotations,
  citations,
  images,
  toolCalls,
  reasoningDetails,
}: AnswerExtras): Pick<BodyOf<'message.finished'>, keyof AnswerExtras> {
  return {
    ...(annotations && { annotations: [...annotations] }),
    ...(citations && { citations: [...citations] }),
    ...(images && { images: [...images] }),
    ...(toolCalls && { toolCalls: [...toolCalls] }),
    ...(reasoningDetails && { reasoningDetails: [...reasoningDetails] }),
  };
}

export function attemptOpened(attempt: NewAttempt): BodyOf<'attempt.opened'> {
  return {
    t: 'attempt.opened',
    attempt: attempt.id,
    conversation: attempt.conversationId,
    message: attempt.messageId,
    purpose: attempt.purpose,
    model: attempt.modelId,
    ...known({ endpoint: attempt.endpoint }),
    simulated: attempt.simulated,
    createdAt: attempt.createdAt,
    ...(attempt.forecast && { forecast: attempt.forecast }),
  };
}

export function attemptGeneration(attemptId: string, generation: string, account: string | null): BodyOf<'attempt.generation'> {
  return { t: 'attempt.generation', attempt: attemptId, generation, ...(account !== null && { account }) };
}

export function accountNoted({ account, usageUsd, at }: AccountNote): BodyOf<'account.noted'> {
  return { t: 'account.noted', account, usageUsd, notedAt: at };
}

export function attemptSettled(attemptId: string, settlement: Settlement): BodyOf<'attempt.settled'> {
  return {
    t: 'attempt.settled',
    attempt: attemptId,
    cost: costWords(settlement.cost),
    generation: settlement.generationId,
    servedModel: settlement.servedModelId,
    provider: settlement.provider,
    usage: settlement.usage,
    raw: settlement.rawUsage ?? null,
    ...known({ listUsd: settlement.listUsd, toolUsd: settlement.toolUsd }),
    ...(settlement.counted && { counted: settlement.counted }),
    ...(settlement.firstTokenMs !== null && { firstTokenMs: settlement.firstTokenMs }),
    ...(settlement.latencyMs !== null && { latencyMs: settlement.latencyMs }),
  };
}

/** What a source that 0.1 does not know is called there. It has a word of its own for neither; what was not charged it books as a bill of 0. */
const nearestSource: Partial<Record<CostSource, CostSource>> = { local: 'unknown', uncharged: 'usage' };

function costWords({ source, usd, parts }: Cost): BodyOf<'attempt.settled'>['cost'] {
  const nearest = nearestSource[source];
  return { source: nearest ?? source, ...(nearest && { sourceWord: source }), usd, ...(parts && { parts }) };
}
