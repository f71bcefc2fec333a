import { Emitter } from '../../shared/async/emitter.ts';
import { SurfaceLocation } from './surfaceLocation.ts';

/** Where one surface is, and how it gets elsewhere. */
export class SurfaceNavigation {
  readonly #conversationChanged = new Emitter();
  readonly onDidChangeConversation = this.#conversationChanged.event;
  #location = new SurfaceLocation(null, null);
  /** True once the host has decided what is shown. Only before that does the page's memory count: later it can only be older. */
  #decided = false;

  get location(): SurfaceLocation {
    return this.#location;
  }

  get conversationId(): string | null {
    return this.#location.conversationId;
  }

  /** To what the page remembers (undefined: nothing), unless the host has decided already. */
  restore(conversationId: string | null | undefined, tip: string | null): void {
    if (!this.#decided && conversationId !== undefined) this.enter(conversationId, tip);
    this.#decided = true;
  }

  /** To a conversation; what is shown already stays on its branch. null: a new one. */
  show(conversationId: string | null): void {
    if (conversationId === null || conversationId !== this.conversationId) this.enter(conversationId, null);
    this.#decided = true;
  }

  enter(conversationId: string | null, tip: string | null): void {
    const before = this.#location;
    this.#location = new SurfaceLocation(conversationId, tip);
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
