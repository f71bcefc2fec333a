import type { RecoveryAction } from '../../src/shared/model.ts';
import type { Requests } from '../../src/shared/protocol.ts';
import { textAsAttachment } from './draft.ts';
import type { Terminal } from './terminal.ts';

/** The id of the model that answers without a key and without a network. */
export const demonstrationModelId = 'demo/tour';

type RecoveryOptions = Pick<Terminal, 'wish' | 'transmit' | 'draft' | 'drawer' | 'refusal' | 'focusComposer'>;

/** What the buttons under a failure do. */
export class Recovery {
  /** The question whose new answer was refused; null when what was refused is the draft, or nothing is. */
  refusedRetry: Requests['retry']['body'] | null = null;
  readonly #o: RecoveryOptions;

  constructor(options: RecoveryOptions) {
    this.#o = options;
  }

  /** `entry` is the failed entry, or null for what was refused before it became one. */
  async recover(action: RecoveryAction, entry: string | null): Promise<void> {
    const { draft, drawer, refusal } = this.#o;
    switch (action) {
      case 'retry':
        await this.#repeat(entry, false);
        break;
      case 'sendAnyway':
        await this.#repeat(entry, true);
        break;
      case 'useDemo':
        await this.#useDemonstration(entry);
        break;
      case 'attachAsFile':
        draft.value = textAsAttachment(draft.value);
        refusal.value = null;
        this.#o.focusComposer();
        break;
      case 'setApiKey':
      case 'openSettings':
      case 'showLog':
        await this.#o.wish(action, {});
        break;
      case 'raiseLimit':
        await this.#o.wish('raiseBudget', {});
        break;
      case 'showCosts':
        drawer.value = 'costs';
        break;
      case 'switchModel':
        drawer.value = 'models';
        break;
    }
  }

  /** The same once more: another answer, or the draft. */
  async #repeat(entry: string | null, unreserved: boolean): Promise<void> {
    const retried = entry === null ? this.refusedRetry : { entry };
    if (retried === null) return this.#o.transmit(unreserved);
    if (entry === null) this.#o.refusal.value = null;
    await this.#o.wish('retry', { ...retried, ...(unreserved && { unreserved }) });
  }

  async #useDemonstration(entry: string | null): Promise<void> {
    const { draft, refusal } = this.#o;
    if (!(await this.#o.wish('selectModel', { id: demonstrationModelId }))) return;
    refusal.value = null;
    if (entry !== null) await this.#o.wish('retry', { entry, modelId: demonstrationModelId });
    else if (draft.value.text.trim() !== '') await this.#o.transmit();
    else this.#o.focusComposer();
  }
}
