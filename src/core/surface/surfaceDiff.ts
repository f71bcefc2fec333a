import type { Spend } from '../../shared/model/costs.ts';
import type { SurfaceOp } from '../../shared/protocol/messages.ts';
import type { SurfaceState } from '../../shared/protocol/surfaceState.ts';

/** What a surface has apart from its entries. */
export type SurfaceFacts = Pick<SurfaceState, 'conversation' | 'conversations' | 'status'>;

/**
 * What is left of an operation for a surface that has these facts; null when it knows all of it. Times of last activity are no news of
 * their own: they move with every checkpoint of an answer, and a list of conversations is longer than the answer's text.
 */
export function newsOf(had: SurfaceFacts, op: SurfaceOp): SurfaceOp | null {
  switch (op.op) {
    case 'conversation':
      return same(had.conversation, op.conversation) ? null : op;
    case 'conversations':
      return same(had.conversations, op.conversations) ? null : op;
    case 'spend':
      return movedIn(had.status.spend, op.spend);
    case 'status': {
      const { spend } = op.status;
      return same({ ...had.status, spend }, op.status) ? newsOf(had, { op: 'spend', spend }) : op;
    }
    default:
      return op;
  }
}

/** The facts after an operation. */
export function factsAfter(had: SurfaceFacts, op: SurfaceOp): SurfaceFacts {
  switch (op.op) {
    case 'conversation':
      return { ...had, conversation: op.conversation };
    case 'conversations':
      return { ...had, conversations: op.conversations };
    case 'spend':
      return { ...had, status: { ...had.status, spend: { ...had.status.spend, ...op.spend } } };
    case 'status':
      return { ...had, status: op.status };
    default:
      return had;
  }
}

/** Only the figures that moved: all of them, once a second, would be half as long as the answer that they belong to. */
function movedIn(had: Spend, spend: Partial<Spend>): SurfaceOp | null {
  const moved = Object.entries(spend).filter(([name, value]) => !same(had[name as keyof Spend], value));
  return moved.length === 0 ? null : { op: 'spend', spend: Object.fromEntries(moved) };
}

function same(one: unknown, other: unknown): boolean {
  const essence = (value: unknown) => JSON.stringify(value, (key, part: unknown) => (key === 'updatedAt' ? undefined : part));
  return essence(one) === essence(other);
}
