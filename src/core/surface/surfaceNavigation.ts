import { Emitter } from '../../shared/async/emitter.ts';
import type { Clock } from '../ports/platform.ts';
import type { ConversationDrafts } from './conversationDrafts.ts';
import { SurfaceLocation } from './surfaceLocation.ts';

/** What a surface showed: the conversation (null: a new one), and since when (`SurfaceLocation.stay`; 0: not known; less: not here). */
export interface ShownConversation {
  readonly conversationId: string | null;
  readonly stay: number;
}

/** So many stays can still be named by a page that has not been sent the newest one yet. */
const staysAtMost = 16;

/** Where one surface is, and how it gets elsewhere. */
export class SurfaceNavigation {
  readonly #conversationChanged = new Emitter();
  readonly onDidChangeConversation = this.#conversationChanged.event;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #drafts: Pick<ConversationDrafts, 'tip'>;
  #location: SurfaceLocation;
  /** The last ones, oldest first. */
  #stays: readonly SurfaceLocation[];
  /** What the page remembers of where it was; null when that is another place, or none. */
  #pageTip: string | null = null;
  /** How often something else to be shown was asked for. */
  #asked = 0;
  /** True once the host has decided what is shown. Only before that does the page's memory count: later it can only be older. */
  #decided = false;

  constructor(clock: Pick<Clock, 'now'>, drafts: Pick<ConversationDrafts, 'tip'>) {
    this.#clock = clock;
    this.#drafts = drafts;
    this.#location = new SurfaceLocation(clock.now(), null, null);
    this.#stays = [this.#location];
  }

  get location(): SurfaceLocation {
    return this.#location;
  }

  get conversationId(): string | null {
    return this.#location.conversationId;
  }

  /** The stay of this name, if it was one of the last. */
  stay(stay: number): SurfaceLocation | undefined {
    return this.#stays.find((location) => location.stay === stay);
  }

  /**
   * The chosen branch of what is shown, where none has been chosen on this surface since it came here; without one, that of the page's memory.
   * For the moment at which the chosen branches are known.
   */
  restoreTip(): void {
    const { conversationId } = this.#location;
    if (conversationId !== null) this.#location.tip ??= this.#drafts.tip(conversationId) ?? this.#pageTip;
    this.#pageTip = null;
  }

  /**
   * To what was shown before the page was made anew, unless the host has decided already: what the page remembers, or what is `remembered` of
   * the surface, whichever is newer. undefined: nothing is. `tip`: the page's, for a conversation of which no branch is known to be chosen.
   */
  restore(page: ShownConversation | undefined, tip: string | null, remembered?: ShownConversation): void {
    const isPageNewer = page !== undefined && (remembered === undefined || page.stay > remembered.stay);
    const shown = isPageNewer ? page : remembered;
    if (!this.#decided && shown !== undefined) {
      this.enter(shown.conversationId, null, shown.stay);
      if (page?.conversationId === shown.conversationId) this.#pageTip = tip;
    }
    this.#decided = true;
  }

  /**
   * The user asks for something else to be shown, which may have to be read or written first. Returns whether that is still what they asked for
   * last: what took longer must not come in the place of what they asked for after it.
   */
  begin(): () => boolean {
    this.#asked += 1;
    const asked = this.#asked;
    return () => asked === this.#asked;
  }

  /**
   * To a conversation; what is shown already stays on its branch. null: a new one, which is the one that is shown if nothing was begun in it:
   * a question that its page sends before it hears of this must not be answered out of sight.
   */
  show(conversationId: string | null): void {
    const isShown = conversationId === null ? this.#location.isNew : conversationId === this.conversationId;
    if (!isShown) this.enter(conversationId, null);
    this.#decided = true;
  }

  /** `tip`: null for the branch that was chosen last. `after`: a stay that is over. */
  enter(conversationId: string | null, tip: string | null, after = 0): void {
    const before = this.#location;
    const chosen = tip ?? (conversationId === null ? null : this.#drafts.tip(conversationId));
    this.#location = new SurfaceLocation(Math.max(this.#clock.now(), before.stay + 1, after + 1), conversationId, chosen);
    this.#pageTip = null;
    this.#stays = [...this.#stays.slice(1 - staysAtMost), this.#location];
    if (conversationId !== before.conversationId) this.#conversationChanged.fire();
    else this.#location.modelId = before.modelId;
  }

  /** What was requested at a location has led to this message. True when its conversation was begun by that. */
  moveTo(location: SurfaceLocation, conversationId: string, tip: string | null): boolean {
    const begun = location.conversationId !== conversationId;
    location.conversationId = conversationId;
    location.tip = tip;
    if (begun && location === this.#location) this.#conversationChanged.fire();
    return begun;
  }
}
