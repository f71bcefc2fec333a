import { t } from '../../src/shared/l10n/t.ts';
import { demonstrationModelId } from '../../src/shared/limits.ts';
import type { ComposerStore } from './composerStore.ts';
import type { RequestSender } from './requestSender.ts';
import type { ViewStore } from './viewStore.ts';

interface DemonstrationOptions {
  readonly requests: Pick<RequestSender, 'send'>;
  readonly view: Pick<ViewStore, 'followEnd'>;
  readonly composer: Pick<ComposerStore, 'focus'>;
}

/** The built-in model at the press of a button; what is written in the composer stays there. */
export class Demonstration {
  readonly #requests: DemonstrationOptions['requests'];
  readonly #view: DemonstrationOptions['view'];
  readonly #composer: DemonstrationOptions['composer'];
  #isAsking = false;

  constructor({ requests, view, composer }: DemonstrationOptions) {
    this.#requests = requests;
    this.#view = view;
    this.#composer = composer;
  }

  /** Switches to the built-in model and transmits a word that it knows; without one it gives a tour. */
  async run(word?: string): Promise<void> {
    this.#composer.focus();
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      if (!(await this.#requests.send('selectModel', { id: demonstrationModelId }))) return;
      const body = { text: word ?? t('Show me around.'), attachments: [] };
      if (await this.#requests.send('ask', body, crypto.randomUUID())) this.#view.followEnd();
    } finally {
      this.#isAsking = false;
    }
  }
}
