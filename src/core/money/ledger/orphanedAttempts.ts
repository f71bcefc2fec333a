import type { Message } from '../../../shared/model/message.ts';
import type { ModelRouter } from '../../models/modelRouter.ts';
import { toUsd } from '../../../shared/model/usd.ts';
import type { ConversationRepository } from '../../ports/conversationRepository.ts';
import type { LedgerEntry, Settlement } from '../../ports/ledger.ts';
import type { TokenCounter } from '../../ports/tokenCounter.ts';
import type { CostTracker } from './costTracker.ts';

export interface LostRequestsOptions {
  readonly repository: ConversationRepository;
  readonly router: ModelRouter;
  readonly tokens: TokenCounter;
  readonly costs: CostTracker;
}

/** What a part that was kept is estimated at, and by which figures. */
export type LostRequest = Pick<Settlement, 'cost' | 'counted'>;

/** Requests of windows that died before they could say what a request had come to. */
export class LostRequests {
  readonly #o: LostRequestsOptions;

  constructor(options: LostRequestsOptions) {
    this.#o = options;
  }

  /** True while the answer arrives in some window. */
  async isReceived(entry: LedgerEntry): Promise<boolean> {
    return (await this.#message(entry))?.state === 'streaming';
  }

  /** 'running' while another window still receives it; else what the part that was kept is estimated at, null when no part was. */
  async find(entry: LedgerEntry): Promise<LostRequest | 'running' | null> {
    const { router, tokens, costs } = this.#o;
    const { modelId, forecast, generationId } = entry;
    const message = await this.#message(entry);
    if (message?.state === 'streaming') return 'running';
    // Without a generation nobody can be asked, and without a part nobody knows whether anything came.
    if (!message || (message.text === '' && generationId === null)) return null;
    await tokens.prepare(modelId);
    const completionTokens = tokens.count(modelId, message.text) + tokens.count(modelId, message.reasoning);
    const counted = { promptTokens: forecast?.promptTokens ?? 0, completionTokens };
    const model = router.find(modelId);
    const listUsd = costs.listPrice(model, counted);
    return { cost: costs.estimate(model, counted, modelId), counted: { ...counted, usd: listUsd && toUsd(listUsd) } };
  }

  async #message({ conversationId, messageId }: LedgerEntry): Promise<Message | undefined> {
    return (await this.#o.repository.messages(conversationId)).find(({ id }) => id === messageId);
  }
}
