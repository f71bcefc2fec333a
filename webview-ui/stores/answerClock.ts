import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { t } from '../../src/shared/l10n/t.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { isWaiting } from '../format/entryFigures.ts';
import type { SurfaceStore } from './surfaceStore.ts';

/** ms between two looks at the clock while an answer runs: no figure is late by more than that. */
const tickMs = 250;
/** ms between two sentences for a screen reader while an answer runs. */
const sayEveryMs = 15_000;

/** The time that the answer which runs here has taken. The host sends figures when something has come; what is waited for is counted here. */
export class AnswerClock {
  /** ms since its request was made; null while none runs. */
  readonly elapsedMs = signal<number | null>(null);
  readonly #surface: SurfaceStore;
  /** The last figure of the host, and when it came (ms, monotonic). */
  #known: { readonly id: string; readonly latencyMs: number; readonly at: number } | null = null;
  #saidMs = 0;

  constructor(surface: SurfaceStore) {
    this.#surface = surface;
    effect(() => {
      if (!surface.streaming.value) return;
      untracked(() => this.#tick());
      const timer = setInterval(() => this.#tick(), tickMs);
      return () => {
        clearInterval(timer);
        this.#known = null;
        this.elapsedMs.value = null;
      };
    });
  }

  /** The answer that runs here; null while none does. Reads signals. */
  get running(): ReadonlySignal<Entry> | null {
    return this.#surface.entries.value.findLast(({ value }) => value.stream !== null && !value.elsewhere) ?? null;
  }

  /** Whole seconds for which nothing has come yet; null while none is waited for. Reads signals. */
  get waitingSeconds(): number | null {
    const entry = this.running?.value;
    return entry && isWaiting(entry) ? Math.floor((this.elapsedMs.value ?? 0) / 1000) : null;
  }

  #tick(): void {
    const entry = this.running?.value;
    if (!entry) return;
    const now = performance.now();
    const isNew = this.#known?.id !== entry.id;
    const latencyMs = entry.latencyMs ?? this.#known?.latencyMs ?? 0;
    if (isNew || this.#known?.latencyMs !== latencyMs) this.#known = { id: entry.id, latencyMs, at: now };
    const elapsedMs = latencyMs + now - (this.#known?.at ?? now);
    this.elapsedMs.value = elapsedMs;
    if (isNew) this.#saidMs = elapsedMs;
    if (elapsedMs - this.#saidMs < sayEveryMs) return;
    this.#saidMs = elapsedMs;
    this.#surface.announced.value = progressSentence(entry, Math.round(elapsedMs / 1000));
  }
}

function progressSentence(entry: Entry, seconds: number): string {
  if (isWaiting(entry)) return t('Still waiting for the first word, {0} seconds', seconds);
  const words = (entry.text === '' ? entry.reasoning : entry.text).split(/\s+/).filter(Boolean).length;
  return entry.text === ''
    ? t('Still reasoning, {0} words, {1} seconds', words, seconds)
    : t('Still receiving, {0} words, {1} seconds', words, seconds);
}
