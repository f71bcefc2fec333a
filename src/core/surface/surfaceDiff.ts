import type { Conversation, ConversationSummary } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { SurfaceOp } from '../../shared/protocol/messages.ts';
import type { SurfaceState } from '../../shared/protocol/surfaceState.ts';
import { spendAfter } from '../../shared/model/spendAfter.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';

/** What a surface has apart from its entries. */
export type SurfaceFacts = Pick<SurfaceState, 'conversation' | 'conversations' | 'deletedCount' | 'status'>;

/**
 * What is left of an operation for a surface that has these facts; null when it has all of it. Times of last activity are no change of
 * their own: they move with every checkpoint of an answer, and a list of conversations is longer than the answer's text.
 */
export function surfaceDiff(known: SurfaceFacts, op: SurfaceOp): SurfaceOp | null {
  switch (op.op) {
    case 'conversation':
      return sameButForTime(known.conversation, op.conversation) ? null : op;
    case 'conversations':
      return sameLists(known.conversations, op.conversations) ? null : op;
    case 'deleted':
      return known.deletedCount === op.count ? null : op;
    case 'spend':
      return spendDiff(known.status.spend, op.spend);
    case 'status': {
      const { spend } = op.status;
      return deepEqual({ ...known.status, spend }, op.status) ? spendDiff(known.status.spend, spend) : op;
    }
    default:
      return op;
  }
}

/** The facts after an operation. */
export function factsAfter(known: SurfaceFacts, op: SurfaceOp): SurfaceFacts {
  switch (op.op) {
    case 'conversation':
      return { ...known, conversation: op.conversation };
    case 'conversations':
      return { ...known, conversations: op.conversations };
    case 'deleted':
      return { ...known, deletedCount: op.count };
    case 'spend':
      return { ...known, status: { ...known.status, spend: spendAfter(known.status.spend, op.spend) } };
    case 'status':
      return { ...known, status: op.status };
    default:
      return known;
  }
}

/** Only the figures that moved and do not follow: all of them, four times a second, would be longer than the answer that they belong to. */
function spendDiff(known: Spend, spend: Partial<Spend>): SurfaceOp | null {
  const { conversationUsd = known.conversationUsd } = spend;
  const follows: Spend = { ...spendAfter(known, { conversationUsd }), conversationUsd: known.conversationUsd };
  const moved = Object.entries({ ...known, ...spend }).filter(([name, value]) => !deepEqual(follows[name as keyof Spend], value));
  return moved.length === 0 ? null : { op: 'spend', spend: Object.fromEntries(moved) };
}

function sameLists(known: readonly ConversationSummary[], list: readonly ConversationSummary[]): boolean {
  return known.length === list.length && list.every((conversation, index) => sameButForTime(known[index] ?? null, conversation));
}

function sameButForTime<T extends Conversation | ConversationSummary>(known: T | null, conversation: T): boolean {
  return known !== null && deepEqual({ ...known, updatedAt: conversation.updatedAt }, conversation);
}
