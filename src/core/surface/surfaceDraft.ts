import type { Disposable } from '../../shared/async/disposable.ts';
import type { Draft, KeptDraft } from '../../shared/model/draft.ts';
import type { SurfaceState } from '../../shared/protocol/surfaceState.ts';
import type { ConversationDrafts } from './conversationDrafts.ts';
import type { SurfaceChannel } from './surfaceChannel.ts';
import type { SurfaceNavigation } from './surfaceNavigation.ts';

/** The draft of what one surface shows: what its page writes, and what is written elsewhere meanwhile. */
export class SurfaceDraft implements Disposable {
  readonly #drafts: ConversationDrafts;
  readonly #navigation: SurfaceNavigation;
  readonly #listening: Disposable;
  /** The number of the page's last change that has arrived. */
  #after = 0;

  constructor(drafts: ConversationDrafts, channel: SurfaceChannel, navigation: SurfaceNavigation) {
    this.#drafts = drafts;
    this.#navigation = navigation;
    this.#listening = drafts.onDidChange(({ conversationId, by }) => {
      // A surface that has gone elsewhere, and whose page does not know yet, is sent a snapshot.
      const isShown = conversationId === navigation.conversationId && channel.sentStay === navigation.location.stay;
      if (by !== this && isShown) channel.push({ op: 'draft', ...this.state() });
    });
  }

  /** The part of a snapshot. `after`: the change of the page that it contains; a page that has made another one since keeps its own. */
  state(): Pick<SurfaceState, 'draft' | 'after'> {
    return { draft: this.#drafts.draft(this.#navigation.conversationId), after: this.#after };
  }

  /** The page is there (again), and has made so many changes. */
  pageListens(changes: number): void {
    this.#after = changes;
  }

  /** The page has changed the draft, in the stay that it shows. */
  write(stay: number, change: number, draft: KeptDraft): void {
    this.#after = change;
    const at = this.#navigation.stay(stay);
    if (at) this.#drafts.write(at.conversationId, draft, at === this.#navigation.location ? this : null);
  }

  /** As in `ConversationDrafts`; every page hears of it, for this one may have been made anew since it asked. */
  asked(at: string | null, conversationId: string, sent: Draft): void {
    this.#drafts.asked(at, conversationId, sent, null);
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
