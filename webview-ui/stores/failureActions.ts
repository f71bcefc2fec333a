import { demonstrationModelId } from '../../src/shared/limits.ts';
import type { RecoveryAction } from '../../src/shared/model/failure.ts';
import type { Unreserved } from '../../src/shared/protocol/requests/chat.ts';
import type { Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { ComposerStore } from './composerStore.ts';
import type { FailedRequest, NoticesStore } from './noticesStore.ts';
import type { RequestSender } from './requestSender.ts';
import type { ViewStore } from './viewStore.ts';

type RetryChanges = Omit<Requests['retry']['body'], 'entry'>;

interface FailureActionsOptions {
  readonly requests: Pick<RequestSender, 'send'>;
  readonly notices: NoticesStore;
  readonly view: Pick<ViewStore, 'drawer'>;
  readonly composer: Pick<ComposerStore, 'draft' | 'send' | 'attachText' | 'focus'>;
}

/** What the buttons under a failure do. */
export class FailureActions {
  readonly #requests: FailureActionsOptions['requests'];
  readonly #notices: FailureActionsOptions['notices'];
  readonly #view: FailureActionsOptions['view'];
  readonly #composer: FailureActionsOptions['composer'];

  constructor({ requests, notices, view, composer }: FailureActionsOptions) {
    this.#requests = requests;
    this.#notices = notices;
    this.#view = view;
    this.#composer = composer;
  }

  /** `entry` is the failed entry, or null for what was refused before it became one. */
  async run(action: Exclude<RecoveryAction, 'switchModel'>, entry: string | null): Promise<void> {
    switch (action) {
      case 'retry':
        await this.#repeat(entry, {});
        break;
      case 'sendAnyway':
        await this.sendAnyway(entry, true);
        break;
      case 'useDemo':
        await this.#switchAndRepeat(entry, demonstrationModelId);
        break;
      case 'attachAsFile':
        this.#composer.attachText();
        break;
      case 'setApiKey':
      case 'openSettings':
      case 'showLog':
        await this.#requests.send(action, {});
        break;
      case 'raiseLimit':
        await this.#requests.send('raiseBudget', {});
        break;
      case 'showCosts':
        this.#view.drawer.value = 'costs';
        break;
    }
  }

  /** The same, although no budget can limit it. */
  sendAnyway(entry: string | null, unreserved: Unreserved): Promise<void> {
    return this.#repeat(entry, { unreserved });
  }

  /** The model that the user chose instead: another answer to a failed entry by it alone, or the conversation goes on with it. */
  async switchModel(entry: string | null, modelId: string): Promise<void> {
    if (entry !== null) await this.#requests.send('retry', { entry, modelId });
    else await this.#switchAndRepeat(null, modelId);
  }

  /** The same once more: another answer, the draft, or whatever was refused. */
  async #repeat(entry: string | null, changes: RetryChanges): Promise<void> {
    const { failedRequest } = this.#notices;
    if (entry !== null) {
      await this.#requests.send('retry', { entry, ...changes });
    } else if (failedRequest && failedRequest.name !== 'ask') {
      this.#notices.dismissFailure();
      await this.#sendAgain(failedRequest, changes);
    } else await this.#composer.send(changes.unreserved);
  }

  #sendAgain(request: FailedRequest, changes: RetryChanges): Promise<boolean> {
    return request.name === 'retry'
      ? this.#requests.send('retry', { ...request.body, ...changes })
      : this.#requests.send(request.name, request.body);
  }

  /** The conversation goes on with this model, and what failed or was refused is asked of it. */
  async #switchAndRepeat(entry: string | null, modelId: string): Promise<void> {
    const { failure, failedRequest } = this.#notices;
    const refusedAnswer = failure.value !== null && failedRequest?.name === 'retry' ? failedRequest : null;
    if (!(await this.#requests.send('selectModel', { id: modelId }))) return;
    this.#notices.dismissFailure();
    if (entry !== null) await this.#requests.send('retry', { entry, modelId });
    else if (refusedAnswer) await this.#sendAgain(refusedAnswer, { modelId });
    else if (this.#composer.draft.value.text.trim() !== '') await this.#composer.send();
    else this.#composer.focus();
  }
}
