import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { SingleFlight } from '../../src/shared/async/singleFlight.ts';
import { t } from '../../src/shared/l10n/t.ts';
import type { Forecast } from '../../src/shared/model/forecast.ts';
import type { Requests } from '../../src/shared/protocol/requests/requests.ts';
import { type Draft, isEmpty } from '../../src/shared/model/draft.ts';
import type { AnswerRequest } from './requestSender.ts';
import type { SurfaceStore } from './surfaceStore.ts';

/** ms without a change before the host is asked: a fast typist's pause, and too short to wait for. */
const restMs = 200;

interface ForecastStoreOptions {
  readonly draft: ReadonlySignal<Draft>;
  readonly surface: SurfaceStore;
  readonly answerRequest: AnswerRequest;
}

/**
 * What the draft would cost, asked of the host whenever the user rests. One question at a time; an answer to anything but what is written
 * now is dropped. Nothing that is typed waits for it.
 */
export class ForecastStore {
  /** null: nothing to be said, or not yet. Of the words before the last ones while the user types. */
  readonly current = signal<Forecast | null>(null);
  readonly #answerRequest: AnswerRequest;
  readonly #question = new SingleFlight(() => this.#ask());
  #wanted: Requests['forecast']['body'] | null = null;
  /** Runs while the user types. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ draft, surface, answerRequest }: ForecastStoreOptions) {
    this.#answerRequest = answerRequest;
    // With another model, conversation or branch a figure is wrong at once; with other words it is only a little late.
    const basis = computed(() => {
      const status = surface.status.value;
      const model = [status?.modelId, status?.modelCount, status?.model?.promptUsd, status?.model?.completionUsd];
      return JSON.stringify([model, surface.conversation.value?.id, surface.tip.value]);
    });
    let lastBasis = '';
    effect(() => {
      const body = bodyOf(draft.value);
      // What stands above the draft is part of the prompt: it grows by entries, and at the end of an answer.
      void [surface.entries.value, surface.streaming.value];
      if (body === null || basis.value !== lastBasis) this.current.value = null;
      lastBasis = basis.value;
      this.#want(surface.status.value === null ? null : body);
    });
    // Said once while the draft is above it, not with every figure.
    const alerts = computed(() => this.current.value?.alerts === true);
    effect(() => {
      if (alerts.value) surface.announce(t('Above the alert for one message'));
    });
  }

  #want(body: Requests['forecast']['body'] | null): void {
    this.#wanted = body;
    clearTimeout(this.#timer);
    this.#timer = body === null ? undefined : setTimeout(() => this.#rested(), restMs);
  }

  #rested(): void {
    this.#timer = undefined;
    void this.#question.run();
  }

  async #ask(): Promise<void> {
    const body = this.#wanted;
    // The user types again: the next rest asks for what is written then.
    if (body === null || this.#timer !== undefined) return;
    const answer = await this.#answerRequest('forecast', body);
    if (body === this.#wanted) this.current.value = 'ok' in answer ? answer.ok : null;
  }
}

/** null: nothing that could be sent. */
function bodyOf(draft: Draft): Requests['forecast']['body'] | null {
  if (isEmpty(draft)) return null;
  const { text, attachments, editing } = draft;
  return { text, attachments, ...(editing && { edits: editing.entry }) };
}
