import type { Snapshot, SurfaceOp, TextPiece, Update } from '../../src/shared/protocol/messages.ts';
import { answerFigures, figuresAfter } from '../../src/shared/model/movedFigures.ts';
import { spendAfter } from '../../src/shared/model/spendAfter.ts';
import type { Entry, SurfaceState } from '../../src/shared/protocol/surfaceState.ts';
import { applyBranchCostDelta } from './applyBranchCostDelta.ts';

/** What this surface knows of the host's state. `state` is null until the first snapshot. */
export interface Surface {
  readonly state: SurfaceState | null;
  readonly rev: number;
  /** False while a snapshot is awaited: nothing else is applied until it comes. */
  readonly synced: boolean;
}

export interface Applied {
  readonly surface: Surface;
  /** What the host waits for: that this revision is on the screen, that a snapshot is needed, or nothing. */
  readonly answer: { readonly painted: number } | 'resync' | null;
}

export const emptySurface: Surface = { state: null, rev: 0, synced: false };

/** Applies one message of the host. Pure: the same surface and message always give the same result. */
export function applyHostMessage(surface: Surface, message: Snapshot | Update | TextPiece): Applied {
  if ('type' in message) return { surface: { state: message.state, rev: message.rev, synced: true }, answer: null };
  // Until the snapshot is here every further message would only ask for it once more.
  if (!surface.synced || !surface.state) return { surface, answer: null };

  if (message.length === 3) return painted(surface, surface.rev, grow(surface.state, ...message));
  const [rev, ops] = message;
  return painted(surface, rev, rev === surface.rev + 1 ? applyOps(surface.state, ops) : null);
}

function painted(surface: Surface, rev: number, state: SurfaceState | null): Applied {
  return state
    ? { surface: { ...surface, state, rev }, answer: { painted: rev } }
    : { surface: { ...surface, synced: false }, answer: 'resync' };
}

/** null when there is no such stream, or something is missing in between. */
function grow(state: SurfaceState, stream: number, from: number, text: string): SurfaceState | null {
  const entry = state.entries.find((candidate) => candidate.stream === stream || candidate.reasoningStream === stream);
  if (!entry) return null;
  const field = entry.stream === stream ? 'text' : 'reasoning';
  const grown = splice(entry[field], from, text);
  if (grown === undefined) return null;
  return grown === entry[field] ? state : withEntry(state, { ...entry, [field]: grown });
}

/** null when an operation does not fit what is here. */
function applyOps(state: SurfaceState, ops: readonly SurfaceOp[]): SurfaceState | null {
  let next = state;
  for (const op of ops) {
    const applied = applyOp(next, op);
    if (!applied) return null;
    next = applied;
  }
  return next;
}

function applyOp(state: SurfaceState, op: SurfaceOp): SurfaceState | null {
  switch (op.op) {
    case 'entry':
      return withEntry(state, op.entry);
    case 'above':
      return { ...state, entries: [...op.entries, ...state.entries], earlier: op.earlier };
    case 'siblings': {
      const entry = state.entries.find(({ id }) => id === op.id);
      return entry ? withEntry(state, { ...entry, siblings: op.siblings }) : state;
    }
    case 'tip':
      return { ...state, tip: op.tip };
    case 'progress':
    case 'moved': {
      const entry = state.entries.find(({ stream }) => stream === op.stream);
      return entry ? withEntry(state, { ...entry, ...(op.op === 'progress' ? answerFigures(op) : figuresAfter(entry, op)) }) : state;
    }
    case 'close': {
      const entry = state.entries.find(({ id }) => id === op.entry.id);
      const text = entry && splice(entry.text, op.text.from, op.text.text);
      const reasoning = entry && splice(entry.reasoning, op.reasoning.from, op.reasoning.text);
      return text === undefined || reasoning === undefined ? null : withEntry(state, { ...op.entry, text, reasoning });
    }
    case 'branch':
      return { ...state, branch: op.branch };
    case 'conversation':
      return { ...state, conversation: op.conversation };
    case 'conversations':
      return { ...state, conversations: op.conversations };
    case 'deleted':
      return { ...state, deletedCount: op.count };
    case 'status':
      return { ...state, status: op.status };
    case 'draft':
      return { ...state, draft: op.draft, after: op.after };
    case 'spend':
      return { ...state, status: { ...state.status, spend: spendAfter(state.status.spend, op.spend) } };
  }
}

/** `text` put at the absolute offset `from`; what overlaps is already here. undefined when something is missing in between. */
function splice(have: string, from: number, text: string): string | undefined {
  if (from > have.length) return undefined;
  return have + text.slice(have.length - from);
}

/**
 * Replaces the entry with the same id, or appends. The other entries keep their identity. An entry's cost is part of its branch's, which the
 * host sends again when the answer has ended.
 */
function withEntry(state: SurfaceState, entry: Entry): SurfaceState {
  const index = state.entries.findIndex(({ id }) => id === entry.id);
  const before = state.entries[index];
  if (!before) return { ...state, entries: [...state.entries, entry] };
  const branch = state.branch && applyBranchCostDelta(state.branch, before.cost, entry.cost);
  return { ...state, branch, entries: state.entries.with(index, entry) };
}
