import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Forecast } from '../../src/shared/model/forecast.ts';
import type { Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Answer } from '../transport/hostRequests.ts';
import type { Draft } from './draft.ts';
import type { SurfaceStore } from './surfaceStore.ts';

/** ms without a change before the host is asked: a fast typist's pause, and too short to wait for. */
const restMs = 200;

interface ForecastingOptions {
  readonly draft: ReadonlySignal<Draft>;
  readonly surface: SurfaceStore;
  readonly request: (body: Requests['forecast']['body']) => Promise<Answer<'forecast'>>;
}

/**
 * What the draft would cost, asked of the host whenever the person rests. One question at a time; an answer to anything but what is written
 * now is dropped. Nothing that is typed waits for it.
 */
export class Forecasting {
  /** null: nothing to be said, or not yet. Of the words before the last ones while somebody types. */
  readonly current = signal<Forecast | null>(null);
  readonly #o: ForecastingOptions;
  #wanted: Requests['forecast']['body'] | null = null;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ForecastingOptions) {
    this.#o = options;
    const { draft, surface } = options;
    // With another model, conversation or branch a figure is wrong at once; with other words it is only a little late.
    const ground = computed(() => {
      const status = surface.status.value;
      return JSON.stringify([
        ...[status?.modelId, status?.modelCount, status?.model?.promptUsd, status?.model?.completionUsd],
        ...[surface.conversation.value?.id, surface.tip.value],
      ]);
    });
    let stood = '';
    effect(() => {
      const body = bodyOf(draft.value);
      // What stands above the draft is part of the prompt: it grows by entries, and at the end of an answer.
      void [surface.entries.value, surface.streaming.value];
      if (body === null || ground.value !== stood) this.current.value = null;
      stood = ground.value;
      this.#want(surface.status.value === null ? null : body);
    });
  }

  #want(body: Requests['forecast']['body'] | null): void {
    this.#wanted = body;
    clearTimeout(this.#timer);
    this.#timer = body === null ? undefined : setTimeout(() => void this.#ask(), restMs);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const body = this.#wanted;
    if (this.#asking || body === null) return;
    this.#asking = true;
    const answer = await this.#o.request(body);
    this.#asking = false;
    if (body === this.#wanted) this.current.value = 'ok' in answer ? answer.ok : null;
    // The person rested while the answer was on its way.
    else if (this.#timer === undefined) void this.#ask();
  }
}

/** null: nothing that could be sent. */
function bodyOf({ text, attachments, editing }: Draft): Requests['forecast']['body'] | null {
  if (text.trim() === '' && attachments.length === 0) return null;
  return { text, attachments, ...(editing && { edits: editing.entry }) };
}
