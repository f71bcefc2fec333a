import type { Attachment } from '../../shared/model/attachment.ts';
import type { Forecast } from '../../shared/model/forecast.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { MessageTree } from '../conversation/messageTree.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import { type Decimal, parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Clock } from '../ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { promptTurns } from '../context/promptBuilder.ts';
import { historyAt, type QuestionPlace } from '../conversation/insertionPoint.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import { PromptCount } from '../money/counts/promptCount.ts';
import { planRequest } from '../money/budget/costBounds.ts';
import type { TurnCounts } from '../money/counts/tokenCountCache.ts';

export interface ForecasterOptions {
  readonly repository: ConversationRepository;
  readonly tree: (conversationId: string) => Promise<MessageTree>;
  readonly router: ModelRouter;
  readonly costs: CostTracker;
  readonly counts: TurnCounts;
  readonly settings: () => ChatSettings;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** A question that is still being written. */
export interface Draft {
  readonly conversationId: string | null;
  readonly place: QuestionPlace;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly modelId: string;
}

interface Context {
  readonly key: string;
  readonly conversationId: string;
  readonly read: Promise<{ readonly systemPrompt: string; readonly history: Parameters<typeof promptTurns>[1] }>;
}

/** Says what a question will cost while it is being written. */
export class Forecaster implements Disposable {
  readonly #o: ForecasterOptions;
  readonly #listening: Disposable;
  /** What stands above the question, as it was read last: asked for at every pause of the typing, and rarely another. */
  #context: Context | null = null;

  constructor(options: ForecasterOptions) {
    this.#o = options;
    this.#listening = options.repository.onDidChange(({ conversationIds }) => {
      if (this.#context && conversationIds.includes(this.#context.conversationId)) this.#context = null;
    });
  }

  async forecast({ conversationId, place, text, attachments, modelId }: Draft): Promise<Forecast> {
    const { router, costs, counts, settings } = this.#o;
    const { systemPrompt, history } =
      conversationId === null ? { systemPrompt: settings().systemPrompt, history: [] } : await this.#contextOf(conversationId, place);
    const turns = promptTurns(systemPrompt, [...history, { id: 'draft', role: 'user', text, attachments }]);
    await costs.books(conversationId);
    const prompt = new PromptCount(counts, modelId, turns);
    // Without the table the count is an approximation, which is better than none.
    await prompt.count(() => this.#o.clock.sleep(0)).catch(() => undefined);
    const model = router.find(modelId);
    const { maxTokens } = planRequest(modelId, model, prompt, settings().maxReplyTokens, costs);
    const exact = counts.isExact(modelId);
    const record = costs.record(modelId);
    const price = (completionTokens: number): Decimal | null => {
      const usd = costs.listPrice(model, { promptTokens: prompt.tokens, completionTokens });
      return usd && costs.corrected(modelId, usd);
    };
    const [least, most] = [price(0), price(maxTokens)];
    const alertUsd = parseUsd(settings().messageAlertUsd);
    return {
      ...{ modelId, exact, maxTokens, record },
      promptTokens: exact ? prompt.tokens : Math.round(prompt.tokens * (record?.tokenRatio ?? 1)),
      leastUsd: least && toUsd(least),
      mostUsd: most && toUsd(most),
      alerts: !model?.simulated && most !== null && alertUsd !== null && most.gt(alertUsd),
      contextTokens: model?.contextTokens ?? null,
    };
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #contextOf(conversationId: string, place: QuestionPlace): Context['read'] {
    const key = JSON.stringify([conversationId, place]);
    if (this.#context?.key !== key) {
      const read = this.#read(conversationId, place);
      const context = { key, conversationId, read };
      this.#context = context;
      read.catch(() => {
        if (this.#context === context) this.#context = null;
      });
    }
    return this.#context.read;
  }

  async #read(conversationId: string, place: QuestionPlace): Context['read'] {
    const [conversation, tree] = await Promise.all([this.#o.repository.conversation(conversationId), this.#o.tree(conversationId)]);
    return { systemPrompt: conversation?.systemPrompt ?? '', history: historyAt(place, tree) };
  }
}
