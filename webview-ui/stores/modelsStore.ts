import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import type { ComposerStore } from './composerStore.ts';
import type { AnswerRequest, RequestSender } from './requestSender.ts';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewStore } from './viewStore.ts';

interface ModelsStoreOptions {
  readonly requests: RequestSender;
  readonly answerRequest: AnswerRequest;
  readonly surface: SurfaceStore;
  readonly view: ViewStore;
  readonly composer: ComposerStore;
}

/** The catalogue of models, and which one answers. */
export class ModelsStore {
  /** null: not read yet. A failure leaves the list that was read before. */
  readonly catalogue = signal<{ readonly list: readonly CatalogueModel[]; readonly problem: string | null } | null>(null);
  readonly failure = signal<string | null>(null);
  /** Empty before the first snapshot. */
  readonly currentId: ReadonlySignal<string>;
  readonly #requests: RequestSender;
  readonly #answerRequest: AnswerRequest;
  readonly #view: ViewStore;
  readonly #composer: ComposerStore;

  constructor({ requests, answerRequest, surface, view, composer }: ModelsStoreOptions) {
    this.currentId = computed(() => surface.status.value?.modelId ?? '');
    this.#requests = requests;
    this.#answerRequest = answerRequest;
    this.#view = view;
    this.#composer = composer;
  }

  async read(): Promise<void> {
    this.failure.value = null;
    const answer = await this.#answerRequest('listModels', {});
    if ('ok' in answer) this.catalogue.value = { list: answer.ok.models, problem: answer.ok.problem ?? null };
    else this.failure.value = answer.refused.message;
  }

  async select(id: string): Promise<void> {
    this.#view.drawer.value = null;
    this.#composer.focus();
    await this.#requests.send('selectModel', { id });
  }
}
