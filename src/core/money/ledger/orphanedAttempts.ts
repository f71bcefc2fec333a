import type { Message } from '../../../shared/model/message.ts';
import type { ModelRouter } from '../../models/modelRouter.ts';
import type { ServerAccess } from '../../ports/serverAccess.ts';
import { toUsd } from '../../../shared/model/usd.ts';
import type { ConversationRepository } from '../../ports/conversationRepository.ts';
import type { LedgerEntry, Settlement } from '../../ports/ledger.ts';
import type { TokenCounter } from '../../ports/tokenCounter.ts';
import { likelyTokens } from '../pricing/estimateCorrection.ts';
import { isPriced } from '../pricing/isPriced.ts';
import type { CostTracker } from './costTracker.ts';

interface OrphanedAttemptsNeeds {
  readonly repository: ConversationRepository;
  readonly router: ModelRouter;
  readonly access: Pick<ServerAccess, 'isLocal'>;
  readonly tokens: TokenCounter;
  readonly costs: CostTracker;
}

/** What a part that was kept is estimated at, and by which figures. */
export type OrphanedAttempt = Pick<Settlement, 'cost' | 'counted'>;

/** Requests of windows that died before they could say what a request had come to. */
export class OrphanedAttempts {
  readonly #repository: ConversationRepository;
  readonly #router: ModelRouter;
  readonly #access: OrphanedAttemptsNeeds['access'];
  readonly #tokens: TokenCounter;
  readonly #costs: CostTracker;

  constructor({ repository, router, access, tokens, costs }: OrphanedAttemptsNeeds) {
    this.#repository = repository;
    this.#router = router;
    this.#access = access;
    this.#tokens = tokens;
    this.#costs = costs;
  }

  /** True while the answer arrives in some window. */
  async isReceived(entry: LedgerEntry): Promise<boolean> {
    return (await this.#message(entry))?.state === 'streaming';
  }

  /** 'running' while another window still receives it; else what the part that was kept is estimated at, null when no part was. */
  async find(entry: LedgerEntry): Promise<OrphanedAttempt | 'running' | null> {
    const { modelId, endpoint, forecast, generationId } = entry;
    const message = await this.#message(entry);
    if (message?.state === 'streaming') return 'running';
    const model = this.#router.find(modelId, endpoint ?? undefined);
    if (!isPriced(model) && (await this.#access.isLocal(endpoint ?? null))) return { cost: { source: 'local', usd: null }, counted: null };
    // Without a generation there is nothing to ask about, and without a part it is not known whether anything came.
    if (!message || (message.text === '' && message.reasoning === '' && generationId === null)) return null;
    await this.#tokens.prepare(modelId);
    const reasoningTokens = this.#tokens.count(modelId, message.reasoning);
    const completionTokens = this.#tokens.count(modelId, message.text) + reasoningTokens;
    const counted = { promptTokens: forecast?.promptTokens ?? 0, completionTokens };
    const quantities = { ...counted, reasoningTokens };
    const listUsd = this.#costs.listPrice(model, quantities);
    const asked = { modelId, endpoint: endpoint ?? null };
    await this.#costs.recall(asked);
    const likely = likelyTokens(quantities, this.#costs.record(asked), {
      exact: this.#tokens.isExact(modelId),
      maxTokens: forecast?.maxTokens ?? Infinity,
    });
    return { cost: this.#costs.estimate(model, likely, asked), counted: { ...counted, usd: listUsd && toUsd(listUsd) } };
  }

  async #message({ conversationId, messageId }: LedgerEntry): Promise<Message | undefined> {
    return (await this.#repository.messages(conversationId)).find(({ id }) => id === messageId);
  }
}
