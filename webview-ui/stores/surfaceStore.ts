import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Conversation, ConversationSummary } from '../../src/shared/model/conversation.ts';
import type { Snapshot, TextPiece, Update } from '../../src/shared/protocol/messages.ts';
import { withMovedBudgets } from '../../src/shared/model/withMovedBudgets.ts';
import type { BranchCost, Entry, SurfaceState, SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { announcement } from './announcement.ts';
import { type Applied, applyHostMessage, emptySurface, type Surface } from './surfaceState.ts';

/** A failure that a page is shown this long (ms) after its request began is no news; a younger one may have come together with the page. */
const oldAfterMs = 30_000;

/**
 * The host's state as signals. Each entry has its own, so that a piece of text redraws one entry and nothing else;
 * the list itself only changes when entries come or go.
 */
export class SurfaceStore {
  readonly status = signal<SurfaceStatus | null>(null);
  readonly conversation = signal<Conversation | null>(null);
  readonly conversations = signal<readonly ConversationSummary[]>([]);
  /** Conversations and entries that are deleted and can be had back. */
  readonly deletedCount = signal(0);
  readonly entries = signal<readonly ReadonlySignal<Entry>[]>([]);
  /** How many entries stand above the first one. */
  readonly earlier = signal(0);
  readonly tip = signal<string | null>(null);
  /** Names the stay in what is shown; undefined before the first snapshot. */
  readonly stay = signal<number | undefined>(undefined);
  /** What the visible branch cost; null for a new conversation. */
  readonly branch = signal<BranchCost | null>(null);
  /** True while an answer arrives here (not in another window). */
  readonly streaming = signal(false);
  /** The newest sentence for a screen reader. */
  readonly announced = signal('');
  #surface: Surface = emptySurface;
  #entrySignals = new Map<string, Signal<Entry>>();
  #oldFailures = new Set<string>();
  /** Entries whose failure was told here. */
  readonly #toldFailures = new Set<string>();

  /** Has a sentence read out, also when it is the last one again: a live region is heard only when its text changes. */
  announce(sentence: string): void {
    const isSame = this.announced.peek() === sentence;
    this.announced.value = isSame ? `${sentence}\u00A0` : sentence;
  }

  /** Whether the entry had failed some time before it was shown: nothing has happened that anyone must be alarmed about. */
  isOldFailure(entryId: string): boolean {
    return this.#oldFailures.has(entryId);
  }

  /** What the host keeps of the draft for what is shown; null before the first snapshot. */
  get draft(): Pick<SurfaceState, 'conversation' | 'stay' | 'draft' | 'after'> | null {
    return this.#surface.state;
  }

  apply(message: Snapshot | Update | TextPiece): Applied['answer'] {
    const before = this.#surface;
    const { surface, answer } = applyHostMessage(before, message);
    this.#surface = surface;
    const failed = surface.state?.entries.filter((entry) => entry.failure !== null) ?? [];
    if ('type' in message && message.type === 'snapshot') this.#oldFailures = this.#oldOf(failed, before.state?.entries ?? [], Date.now());
    if (surface.state !== before.state) batch(() => this.#publish(before));
    for (const { id } of failed) this.#toldFailures.add(id);
    return answer;
  }

  /** What is on the screen stays as it is: a snapshot may come at any time, and is no return to a conversation. */
  #oldOf(failed: readonly Entry[], before: readonly Entry[], now: number): Set<string> {
    const shown = new Set(before.flatMap(({ id, failure }) => (failure === null ? [] : id)));
    const isOld = ({ id, createdAt }: Entry) =>
      shown.has(id) ? this.#oldFailures.has(id) : this.#toldFailures.has(id) || now - createdAt > oldAfterMs;
    return new Set(failed.filter(isOld).map(({ id }) => id));
  }

  #publish(before: Surface): void {
    const { state } = this.#surface;
    if (!state) return;
    if (state.status !== before.state?.status) this.status.value = { ...state.status, spend: withMovedBudgets(state.status.spend) };
    this.conversation.value = state.conversation;
    this.conversations.value = state.conversations;
    this.deletedCount.value = state.deletedCount;
    this.earlier.value = state.earlier;
    this.tip.value = state.tip;
    this.stay.value = state.stay;
    this.branch.value = state.branch;
    if (state.entries === before.state?.entries) return;
    this.#publishEntries(state.entries);
    const sentence = before.state && announcement(before.state.entries, state.entries);
    if (sentence) this.announce(sentence);
    else if (sentence === '') this.announced.value = '';
  }

  #publishEntries(entries: readonly Entry[]): void {
    const known = this.#entrySignals;
    let sameList = entries.length === known.size;
    const signals = entries.map((entry, index) => {
      const existing = known.get(entry.id);
      if (existing) existing.value = entry;
      const own = existing ?? signal(entry);
      sameList &&= this.entries.value[index] === own;
      return own;
    });
    this.streaming.value = entries.some((entry) => entry.stream !== null && !entry.elsewhere);
    if (sameList) return;
    this.#entrySignals = new Map(entries.map((entry, index) => [entry.id, signals[index]!]));
    this.entries.value = signals;
  }
}
