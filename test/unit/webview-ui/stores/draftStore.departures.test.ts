import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emptyDraft, type KeptDraft, noDraft } from '../../../../src/shared/model/draft.ts';
import type { SurfaceState } from '../../../../src/shared/protocol/surfaceState.ts';
import { DraftStore } from '../../../../webview-ui/stores/draftStore.ts';
import { conversation } from '../../../webview/app/surfaceFixtures.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const places = ['new', 'a', 'b', 'refused'] as const;
type Place = (typeof places)[number];

/** A page and its host, with what is under way between them. */
class Journey {
  readonly #toHost: (() => void)[] = [];
  readonly #toPage: (() => void)[] = [];
  /** Where the surface was, by the names of its stays. */
  readonly #stays: Place[] = ['new', 'new'];
  readonly #kept = new Map<Place, KeptDraft>();
  readonly #words: string[] = [];
  readonly #store: DraftStore;
  #after = 0;

  constructor() {
    this.#store = new DraftStore((message) => {
      if (message.type === 'draft') this.#toHost.push(() => this.#keep(this.#stays[message.stay]!, message.draft, message.change));
    }, emptyDraft);
    this.snapshot();
    this.down();
  }

  type(): void {
    const word = `w${this.#words.length}.`;
    this.#words.push(word);
    const draft = this.#store.current.value;
    this.#store.change({ ...draft, text: draft.text + word });
  }

  /** `isLate`: the host names the new stay some time before it shows it. */
  go(to: Place, isLate: boolean): void {
    this.#store.depart();
    this.#toHost.push(() => {
      const isNew = to !== 'refused' && to !== this.#stays.at(-1);
      if (isNew) this.#stays.push(to);
      if (isNew && !isLate) this.snapshot();
      const stay = to === 'refused' ? undefined : this.#stays.length - 1;
      this.#toPage.push(() => this.#store.arriveAt(stay));
      if (isNew && isLate) this.#toHost.unshift(() => this.snapshot());
    });
  }

  up(): void {
    this.#toHost.shift()?.();
  }

  down(): void {
    this.#toPage.shift()?.();
  }

  snapshot(): void {
    const [stay, at] = [this.#stays.length - 1, this.#stays.at(-1)!];
    const shown = at === 'new' ? null : conversation({ id: at });
    const state: Pick<SurfaceState, 'conversation' | 'stay' | 'draft' | 'after'> = {
      conversation: shown,
      stay,
      draft: this.#kept.get(at) ?? noDraft,
      after: this.#after,
    };
    this.#toPage.push(() => this.#store.follow(state));
  }

  /** Everything that is under way arrives. */
  end(): void {
    while (this.#toHost.length + this.#toPage.length + vi.getTimerCount() > 0) {
      this.up();
      this.down();
      vi.advanceTimersByTime(100);
    }
  }

  check(): void {
    expect(this.#store.arrival).toBeNull();
    const drafts = [...this.#kept.values()].map(({ text }) => text);
    const found = this.#words.map((word) => [word, drafts.filter((text) => text.includes(word)).length]);
    expect(found).toEqual(this.#words.map((word) => [word, 1]));
  }

  #keep(at: Place, draft: KeptDraft, change: number): void {
    this.#kept.set(at, draft);
    this.#after = change;
  }
}

it('wherever the user goes, and however slowly the host follows, each word that was typed is in one draft in the end', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('type', 'up', 'down') },
    { weight: 1, arbitrary: fc.constantFrom('snapshot', 'wait') },
    { weight: 2, arbitrary: fc.record({ to: fc.constantFrom(...places), isLate: fc.boolean() }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const journey = new Journey();
      for (const taken of steps) {
        if (typeof taken === 'object') journey.go(taken.to, taken.isLate);
        else if (taken === 'wait') vi.advanceTimersByTime(100);
        else journey[taken]();
      }
      journey.end();
      journey.check();
    }),
    { seed: 20261201, numRuns: propertyRuns(500) },
  );
});
