import type { Snapshot, TextPiece, Update } from '../../src/shared/protocol/messages.ts';
import { type BudgetsOfConversation, findNewWarning, hasEased } from './budgetTransitions.ts';
import type { DraftStore } from './draftStore.ts';
import type { NoticesStore } from './noticesStore.ts';
import type { Applied } from './surfaceState.ts';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewStore } from './viewStore.ts';

interface SurfaceTransitionsOptions {
  readonly surface: SurfaceStore;
  readonly notices: NoticesStore;
  readonly view: ViewStore;
  readonly drafts: DraftStore;
}

/** What a change of the host's state means for what the page holds itself: a draft, an anchor, a failure that is no longer true. */
export class SurfaceTransitions {
  readonly #surface: SurfaceStore;
  readonly #notices: NoticesStore;
  readonly #view: ViewStore;
  readonly #drafts: DraftStore;

  constructor({ surface, notices, view, drafts }: SurfaceTransitionsOptions) {
    this.#surface = surface;
    this.#notices = notices;
    this.#view = view;
    this.#drafts = drafts;
  }

  apply(message: Snapshot | Update | TextPiece): Applied['answer'] {
    const { status, conversation } = this.#surface;
    const before = status.value && conversation.value?.id;
    const budgetsBefore = this.#budgets();
    const answer = this.#surface.apply(message);
    const shown = conversation.value?.id;
    this.#compareBudgets(budgetsBefore);
    // An anchor belongs to one conversation. Before the first snapshot it is what was kept of it.
    if (before !== null && before !== shown) this.#view.followEnd();
    if (this.#surface.draft) this.#drafts.follow(this.#surface.draft);
    const key = status.value?.key;
    if (this.#notices.failure.value?.code === 'NO_KEY' && key !== 'missing' && key !== 'demanded') this.#notices.dismissFailure();
    return answer;
  }

  /** null before the first snapshot: what is found then has not just happened. */
  #budgets(): BudgetsOfConversation | null {
    const { status, conversation } = this.#surface;
    return status.value && { conversation: conversation.value?.id ?? null, budgets: status.value.spend.budgets };
  }

  #compareBudgets(before: BudgetsOfConversation | null): void {
    const after = this.#budgets();
    if (!before || !after || before.budgets === after.budgets) return;
    const { budgetWarning, failure } = this.#notices;
    budgetWarning.value = findNewWarning(before, after) ?? budgetWarning.value;
    if (failure.value?.code === 'BUDGET_EXCEEDED' && hasEased(before, after)) this.#notices.dismissFailure();
  }
}
