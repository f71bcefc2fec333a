import { effect, type Signal } from '@preact/signals';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewState } from './viewState.ts';

/** What this surface shows, for the host that is asked for it after a reload. Until the first snapshot it is what was shown before. */
export class LocationStore {
  /** null: a new conversation; undefined: this surface never showed one. */
  readonly conversationId: Signal<string | null | undefined>;
  /** The message that the shown branch goes through. */
  readonly tip: Signal<string | null>;

  constructor(viewState: ViewState, surface: SurfaceStore) {
    this.conversationId = viewState.persisted<string | null | undefined>('conversation', undefined, (saved) =>
      typeof saved === 'string' || saved === null ? saved : undefined,
    );
    this.tip = viewState.persisted<string | null>('tip', null, (saved) => (typeof saved === 'string' ? saved : undefined));
    effect(() => {
      if (!surface.status.value) return;
      this.conversationId.value = surface.conversation.value?.id ?? null;
      this.tip.value = surface.tip.value;
    });
  }
}
