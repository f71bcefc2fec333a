import { describe, expect, it } from 'vitest';
import { factsAfter, surfaceDiff, type SurfaceFacts } from '../../../../src/core/surface/surfaceDiff.ts';
import type { Conversation, ConversationSummary } from '../../../../src/shared/model/conversation.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';

const spend = (conversationUsd: string): Spend => ({
  conversationUsd,
  todayUsd: conversationUsd,
  monthUsd: conversationUsd,
  leftUsd: null,
  conversationApproximate: false,
  todayApproximate: false,
  leftApproximate: false,
  monthApproximate: false,
  budgets: [],
  unresolved: 0,
  byModel: [],
});
const card = (id: string, fields: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id,
  title: id,
  modelId: 'm',
  updatedAt: 1,
  messageCount: 2,
  status: 'active',
  pinned: false,
  tags: [],
  forked: false,
  ...fields,
});
const facts = {
  conversation: null,
  conversations: [card('a'), card('b')],
  status: { modelId: 'm', spend: spend('0') },
} as unknown as SurfaceFacts;
const list = (...conversations: readonly ConversationSummary[]) => ({ op: 'conversations', conversations }) as const;

describe('what a surface is sent', () => {
  it('is not the list that it has, nor a later time in it', () => {
    expect(surfaceDiff(facts, list(card('a', { updatedAt: 2 }), card('b')))).toBeNull();
  });

  it('is a list in another order, or with another title, model or number of messages', () => {
    expect(surfaceDiff(facts, list(card('b'), card('a')))).not.toBeNull();
    for (const fields of [{ title: 'x' }, { modelId: 'x' }, { messageCount: 3 }])
      expect(surfaceDiff(facts, list(card('a', fields), card('b')))).not.toBeNull();
  });

  it('is the conversation when it is another one or has changed, and not for a later time in it', () => {
    const conversation = { id: 'c', title: 'One', tags: ['a'], params: {}, updatedAt: 1 } as unknown as Conversation;
    const known = factsAfter(facts, { op: 'conversation', conversation });
    const diff = (changes: Partial<Conversation>) =>
      surfaceDiff(known, { op: 'conversation', conversation: { ...conversation, ...changes } });
    expect(surfaceDiff(facts, { op: 'conversation', conversation })).not.toBeNull();
    expect(diff({ tags: ['a'], updatedAt: 2 })).toBeNull();
    for (const changes of [{ title: 'Two' }, { tags: ['a', 'b'] }, { params: { temperature: 1 } }]) expect(diff(changes)).not.toBeNull();
  });

  it('is only the money that moved of a status in which nothing else has changed', () => {
    const status = { ...facts.status, spend: spend('1') };
    expect(surfaceDiff(facts, { op: 'status', status })).toEqual({ op: 'spend', spend: { conversationUsd: '1' } });
  });

  it('is a day or a month that does not move with the conversation', () => {
    const diff = (moved: Partial<Spend>) => surfaceDiff(facts, { op: 'spend', spend: { ...spend('1'), ...moved } });
    expect(diff({ todayUsd: '1.5' })).toEqual({ op: 'spend', spend: { conversationUsd: '1', todayUsd: '1.5' } });
    expect(diff({ monthUsd: '0' })).toEqual({ op: 'spend', spend: { conversationUsd: '1', monthUsd: '0' } });
  });

  it('is the money again when it has gone up and down', () => {
    const up = factsAfter(facts, { op: 'spend', spend: spend('1') });
    expect(surfaceDiff(up, { op: 'status', status: facts.status })).toEqual({ op: 'spend', spend: { conversationUsd: '0' } });
  });

  it('is another state of a limit, a request without a bill, and the money of a model', () => {
    const limit = {
      scope: 'day',
      limitUsd: '1',
      spentUsd: '0',
      approximate: false,
      reservedUsd: '0',
      warnAtPercent: 80,
      state: 'ok',
    } as const;
    const changes: readonly Partial<Spend>[] = [{ budgets: [limit] }, { unresolved: 1 }, { byModel: [{ modelId: 'm', usd: '0' }] }];
    for (const change of changes) expect(surfaceDiff(facts, { op: 'spend', spend: { ...spend('0'), ...change } })).not.toBeNull();
    expect(surfaceDiff(facts, { op: 'spend', spend: spend('0') })).toBeNull();
  });
});
