import { effect, type Signal } from '@preact/signals';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewState } from './viewState.ts';

/** What this surface shows, for the host that is asked for it after a reload. Until the first snapshot it is what was shown before. */
export class LocationStore {
  /** null: a new conversation; undefined: this surface never showed one. */
  readonly conversationId: Signal<string | null | undefined>;
  /** The message that the shown branch goes through. */
  readonly tip: Signal<string | null>;

  /** Names the stay that was shown; undefined as above. */
  readonly stay: Signal<number | undefined>;
  /** Names this surface, over reloads. */
  readonly surfaceId: Signal<string>;
  /** How many entries are shown: a reader who has gone up is to find the place again. */
  readonly entries: Signal<number>;

  constructor(viewState: ViewState, surface: SurfaceStore) {
    this.conversationId = viewState.persisted<string | null | undefined>('conversation', undefined, (saved) =>
      typeof saved === 'string' || saved === null ? saved : undefined,
    );
    this.tip = viewState.persisted<string | null>('tip', null, (saved) => (typeof saved === 'string' ? saved : undefined));
    this.stay = viewState.persisted<number | undefined>('stay', undefined, parseCount);
    this.surfaceId = viewState.persisted('surface', crypto.randomUUID(), (saved) =>
      typeof saved === 'string' && uuid.test(saved) ? saved : undefined,
    );
    this.entries = viewState.persisted('entries', 0, parseCount);
    effect(() => {
      if (!surface.status.value) return;
      this.conversationId.value = surface.conversation.value?.id ?? null;
      this.tip.value = surface.tip.value;
      this.stay.value = surface.stay.value;
      this.entries.value = surface.entries.value.length;
    });
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parseCount(saved: unknown): number | undefined {
  return typeof saved === 'number' && Number.isSafeInteger(saved) && saved >= 0 ? saved : undefined;
}
