// States of a surface with everything but what a test is about filled in.
import { noDraft } from '../../../src/shared/model/draft.ts';
import type { CatalogueModel } from '../../../src/shared/model/catalogue.ts';
import type { Conversation, ConversationSummary } from '../../../src/shared/model/conversation.ts';
import type { Spend } from '../../../src/shared/model/costs.ts';
import type { Entry, EntryHead, SurfaceState, SurfaceStatus } from '../../../src/shared/protocol/surfaceState.ts';
import { conversationWith } from '../../support/conversations.ts';
import { message } from '../../support/messages.ts';

export const sonnet = 'anthropic/claude-sonnet-4.5';

/** 14:02:11 in the browser's time zone, which the tests set to UTC. */
export const asked = Date.UTC(2026, 2, 3, 14, 2, 11);

export function model(fields: Partial<CatalogueModel> & { readonly id: string }): CatalogueModel {
  return {
    canonicalId: fields.id,
    name: fields.id,
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    promptUsd: '0.000003',
    completionUsd: '0.000015',
    otherPrices: {},
    priceRules: [],
    inputModalities: ['text'],
    tokenizer: 'Claude',
    simulated: false,
    ...fields,
  };
}

export const demonstration = model({ id: 'demo/tour', name: 'Demonstration', contextTokens: 8000, simulated: true });

/** As large as a real catalogue. */
export function catalogue(count = 450): readonly CatalogueModel[] {
  const makers = ['anthropic/claude', 'openai/gpt', 'google/gemini', 'deepseek/chat', 'qwen/coder', 'mistral/large'];
  const rest = Array.from({ length: count - 2 }, (_, index) =>
    model({
      id: `${makers[index % makers.length]}-${index}`,
      promptUsd: `0.0000${String(index + 1).padStart(3, '0')}`,
      contextTokens: 4096 * (index + 1),
    }),
  );
  return [model({ id: sonnet, name: 'Anthropic: Claude Sonnet 4.5' }), ...rest, demonstration];
}

/** One conversation's limit of 5 USD, nearly untouched. */
export function spend(fields: Partial<Spend> = {}): Spend {
  return {
    conversationUsd: '0.009432',
    todayUsd: '0.3112',
    monthUsd: '0.3112',
    leftUsd: '4.990568',
    conversationApproximate: false,
    todayApproximate: false,
    leftApproximate: false,
    monthApproximate: false,
    budgets: [
      {
        scope: 'conversation',
        limitUsd: '5',
        spentUsd: fields.conversationUsd ?? '0.009432',
        approximate: false,
        reservedUsd: '0',
        warnAtPercent: 80,
        state: 'ok',
      },
    ],
    unresolved: 0,
    byModel: [{ modelId: sonnet, usd: '0.009432' }],
    ...fields,
  };
}

export function status(fields: Partial<SurfaceStatus> = {}): SurfaceStatus {
  return {
    version: '0.1.0',
    modelId: sonnet,
    model: model({ id: sonnet }),
    modelSetByWorkspace: false,
    modelCount: 412,
    key: 'stored',
    endpoint: 'openrouter.ai',
    endpointProblem: null,
    spend: spend(),
    times: { firstToken: null, whole: null },
    theme: 'phosphor',
    archive: { state: 'ok', detail: '' },
    ...fields,
  };
}

const shownId = '7f3a91c2-0000-4000-8000-000000000000';

export function conversation(fields: Partial<Conversation> = {}): Conversation {
  const title = 'Why does this reader keep memory growing when the panel is hidden?';
  return conversationWith({ id: shownId, title, modelId: sonnet, createdAt: asked, updatedAt: asked, ...fields });
}

export function card(index: number, title: string, fields: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    id: `conversation-${index}`,
    title,
    modelId: sonnet,
    updatedAt: asked - index * 5_000_000,
    messageCount: index + 1,
    status: 'active',
    pinned: false,
    tags: [],
    forked: false,
    ...fields,
  };
}

const settled = { stream: null, reasoningStream: null, elsewhere: false } as const;

export function userEntry(id: string, text: string, fields: Partial<Entry> = {}): Entry {
  return { ...message({ id, conversationId: shownId, text, createdAt: asked }), ...settled, siblings: [], ...fields };
}

export function answerEntry(id: string, text: string, fields: Partial<Entry> = {}): Entry {
  return {
    ...message({ id, conversationId: shownId, text, role: 'assistant', modelId: sonnet, createdAt: asked + 2000 }),
    cost: { source: 'usage', usd: '0.009432' },
    usage: { promptTokens: 1204, completionTokens: 388 },
    firstTokenMs: 600,
    latencyMs: 6900,
    ...settled,
    siblings: [],
    ...fields,
  };
}

/** The end of an answer as it crosses the wall: everything but what grew. */
export function answerHead(id: string): EntryHead {
  return Object.fromEntries(
    Object.entries(answerEntry(id, '')).filter(([name]) => name !== 'text' && name !== 'reasoning'),
  ) as unknown as EntryHead;
}

/** An answer that has only begun; its reasoning has the stream `1000 + stream`. */
export function streamingEntry(id: string, stream: number, text = ''): Entry {
  const none = { cost: null, usage: null, firstTokenMs: null, latencyMs: null };
  return answerEntry(id, text, { state: 'streaming', stream, reasoningStream: 1000 + stream, ...none });
}

export function surface(fields: Partial<SurfaceState> = {}): SurfaceState {
  const nothing = { conversation: null, entries: [], earlier: 0, tip: null, branch: null, conversations: [], deletedCount: 0 };
  return { ...nothing, status: status(), stay: 1, draft: noDraft, after: 0, ...fields };
}

/** A conversation with these entries, each one below the one before it. */
export function chat(...entries: readonly Entry[]): SurfaceState {
  return surface({ conversation: conversation(), entries: chained(entries) });
}

export function chained(entries: readonly Entry[], parentId: string | null = null): readonly Entry[] {
  return entries.map((entry, index) => ({ ...entry, parentId: entries[index - 1]?.id ?? parentId }));
}
