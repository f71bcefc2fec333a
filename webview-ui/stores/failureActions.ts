import type { RecoveryAction } from '../../src/shared/model/failure.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import { textAsAttachment } from './draft.ts';
import type { Terminal } from './terminal.ts';

/** The id of the model that answers without a key and without a network. */
export const demonstrationModelId = 'demo/tour';

type RecoveryOptions = Pick<Terminal, 'wish' | 'transmit' | 'draft' | 'drawer' | 'refusal' | 'focusComposer'>;

/** What the buttons under a failure do. */
export class Recovery {
  /** Does again what was refused last; null when that is the draft. */
  #again: ((changes: Omit<Requests['retry']['body'], 'entry'>) => Promise<boolean>) | null = null;
  #wasRetry = false;
  readonly #o: RecoveryOptions;

  constructor(options: RecoveryOptions) {
    this.#o = options;
  }

  /** Keeps in mind what was refused last: that is what is tried again. */
  refused<K extends RequestName>(name: K, body: Requests[K]['body']): void {
    this.#wasRetry = name === 'retry';
    if (name === 'ask') this.#again = null;
    else if (name === 'retry') this.#again = (changes) => this.#o.wish('retry', { ...(body as Requests['retry']['body']), ...changes });
    else this.#again = () => this.#o.wish(name, body);
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

  /** The same once more: another answer, the draft, or whatever was refused. */
  async #repeat(entry: string | null, unreserved: boolean): Promise<void> {
    const leave = unreserved ? ({ unreserved } as const) : {};
    if (entry !== null) {
      await this.#o.wish('retry', { entry, ...leave });
    } else if (this.#again) {
      this.#o.refusal.value = null;
      await this.#again(leave);
    } else await this.#o.transmit(unreserved);
  }

  async #useDemonstration(entry: string | null): Promise<void> {
    const { draft, refusal } = this.#o;
    const again = refusal.value !== null && this.#wasRetry ? this.#again : null;
    if (!(await this.#o.wish('selectModel', { id: demonstrationModelId }))) return;
    refusal.value = null;
    if (entry !== null) await this.#o.wish('retry', { entry, modelId: demonstrationModelId });
    else if (again) await again({ modelId: demonstrationModelId });
    else if (draft.value.text.trim() !== '') await this.#o.transmit();
    else this.#o.focusComposer();
  }
}
