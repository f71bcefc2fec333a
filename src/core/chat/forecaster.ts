import type { Attachment } from '../../shared/model/attachment.ts';
import type { Forecast } from '../../shared/model/forecast.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { MessageTree } from '../conversation/messageTree.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import { type Decimal, parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Clock } from '../ports/platform.ts';
import type { ServerAccess } from '../ports/serverAccess.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { buildPrompt } from '../context/promptBuilder.ts';
import { historyAt, type InsertionPoint } from '../conversation/insertionPoint.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import { PromptCount } from '../money/counts/promptCount.ts';
import { likelyPromptTokens, likelyUsd } from '../money/pricing/estimateCorrection.ts';
import { isPriced } from '../money/pricing/isPriced.ts';
import { boundCosts } from '../money/pricing/requestBounds.ts';
import type { TokenCountCache } from '../money/counts/tokenCountCache.ts';

interface ForecasterNeeds {
  readonly repository: ConversationRepository;
  readonly tree: (conversationId: string) => Promise<MessageTree>;
  readonly router: ModelRouter;
  readonly access: Pick<ServerAccess, 'isLocal'>;
  readonly costs: CostTracker;
  readonly counts: TokenCountCache;
  readonly settings: () => ChatSettings;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** A question that is still being written. */
export interface Draft {
  readonly conversationId: string | null;
  readonly position: InsertionPoint;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly modelId: string;
}

interface Context {
  readonly conversationId: string;
  readonly position: InsertionPoint;
  readonly read: Promise<{ readonly systemPrompt: string; readonly history: Parameters<typeof buildPrompt>[1] }>;
}

/** Says what a question will cost while it is being written. */
export class Forecaster implements Disposable {
  readonly #repository: ConversationRepository;
  readonly #tree: (conversationId: string) => Promise<MessageTree>;
  readonly #router: ModelRouter;
  readonly #access: ForecasterNeeds['access'];
  readonly #costs: CostTracker;
  readonly #counts: TokenCountCache;
  readonly #settings: () => ChatSettings;
  readonly #clock: ForecasterNeeds['clock'];
  readonly #listening: Disposable;
  /** What stands above the question, as it was read last: asked for at every pause of the typing, and rarely another. */
  #context: Context | null = null;

  constructor({ repository, tree, router, access, costs, counts, settings, clock }: ForecasterNeeds) {
    this.#repository = repository;
    this.#tree = tree;
    this.#router = router;
    this.#access = access;
    this.#costs = costs;
    this.#counts = counts;
    this.#settings = settings;
    this.#clock = clock;
    this.#listening = repository.onDidChange(({ conversationIds }) => {
      if (this.#context && conversationIds.includes(this.#context.conversationId)) this.#context = null;
    });
  }

  async forecast({ conversationId, position, text, attachments, modelId }: Draft): Promise<Forecast> {
    const { systemPrompt: newSystemPrompt, maxReplyTokens, messageAlertUsd } = this.#settings();
    const { systemPrompt, history } =
      conversationId === null ? { systemPrompt: newSystemPrompt, history: [] } : await this.#contextOf(conversationId, position);
    const turns = buildPrompt(systemPrompt, [...history, { id: 'draft', role: 'user', text, attachments }]);
    await this.#costs.snapshots(conversationId);
    const prompt = new PromptCount(this.#counts, modelId, turns);
    // Without the table the count is an approximation, which is better than none.
    await prompt.count(() => this.#clock.sleep(0)).catch(() => undefined);
    const asked = { modelId, endpoint: this.#router.endpointFor(modelId) };
    const model = this.#router.find(modelId, asked.endpoint ?? undefined);
    const local = !isPriced(model) && (await this.#access.isLocal(asked.endpoint));
    if (!model?.simulated) await this.#costs.recall(asked);
    const record = this.#costs.record(asked);
    const { maxTokens } = boundCosts(modelId, model, prompt, maxReplyTokens, record?.costRatio ?? 1);
    const exact = this.#counts.isExact(modelId);
    const promptTokens = likelyPromptTokens(prompt.tokens, record, exact);
    const price = (completionTokens: number): Decimal | null => {
      const usd = local ? null : this.#costs.listPrice(model, { promptTokens, completionTokens });
      return usd && likelyUsd(usd, record);
    };
    const [least, most] = [price(0), price(maxTokens)];
    const alertUsd = parseUsd(messageAlertUsd);
    return {
      modelId,
      local,
      exact,
      maxTokens,
      record,
      promptTokens,
      leastUsd: least && toUsd(least),
      mostUsd: most && toUsd(most),
      alerts: !model?.simulated && most !== null && alertUsd !== null && most.gt(alertUsd),
      contextTokens: model?.contextTokens ?? null,
    };
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #contextOf(conversationId: string, position: InsertionPoint): Context['read'] {
    if (this.#context?.conversationId === conversationId && deepEqual(this.#context.position, position)) return this.#context.read;
    const read = this.#read(conversationId, position);
    const context = { conversationId, position, read };
    this.#context = context;
    read.catch(() => {
      if (this.#context === context) this.#context = null;
    });
    return read;
  }

  async #read(conversationId: string, position: InsertionPoint): Context['read'] {
    const [conversation, tree] = await Promise.all([this.#repository.conversation(conversationId), this.#tree(conversationId)]);
    return { systemPrompt: conversation?.systemPrompt ?? '', history: historyAt(position, tree) };
  }
}
