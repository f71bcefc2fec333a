import { ChatError } from '../../src/core/errors/chatError.ts';
import { type Decimal, parseUsd, zeroUsd } from '../../src/shared/model/usd.ts';
import type { ChatClient, ChatRequest } from '../../src/core/ports/chatClient.ts';
import type { GenerationLookup, GenerationRecord } from '../../src/core/ports/generationLookup.ts';
import type { Clock } from '../../src/core/ports/platform.ts';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import type { Usd } from '../../src/shared/model/money.ts';

/** Seconds between two looks at something that the other side writes down late. */
export const patienceSeconds = [0, 1, 2, 4, 8, 15, 30, 60];

export interface LiveQuestion {
  readonly modelId: string;
  readonly text: string;
  readonly maxTokens: number;
  /** Stops the answer after so many pieces of text; null lets it come to its end. */
  readonly stopAfterPieces: number | null;
}

/** A question with its price at the very most, and a request that cannot cost more. Throws when there is no such bound. */
export function boundQuestion({ modelId, text, maxTokens }: LiveQuestion, model: CatalogueModel | undefined) {
  const rules = model?.priceRules ?? [];
  const prompt = dearest([model?.promptUsd, ...rules.map((rule) => rule.promptUsd)]);
  const completion = dearest([model?.completionUsd, ...rules.map((rule) => rule.completionUsd)]);
  if (prompt === null || completion === null) throw new Error(`No price is known for ${modelId}: what it costs has no bound.`);
  const cacheWrite = dearest([model?.otherPrices.cacheWriteUsd, ...rules.map((rule) => rule.cacheWriteUsd)]) ?? prompt;
  const perRequest = dearest([model?.otherPrices.requestUsd, ...rules.map((rule) => rule.requestUsd)]) ?? zeroUsd();
  // No token is shorter than a byte; what frames a message is far below 64 tokens.
  const promptTokens = Buffer.byteLength(text) + 64;
  const perPromptToken = cacheWrite.gt(prompt) ? cacheWrite : prompt;
  const worst = perPromptToken.times(promptTokens).plus(completion.times(maxTokens)).plus(perRequest);
  const request: ChatRequest = {
    modelId,
    endpoint: null,
    maxTokens,
    temperature: 0,
    turns: [{ role: 'user', content: text }],
    maxPrice: { promptUsd: prompt.toFixed(), completionUsd: completion.toFixed() },
  };
  return { worst, request };
}

function dearest(prices: readonly (Usd | null | undefined)[]): Decimal | null {
  const known = prices.map(parseUsd).filter((usd) => usd !== null);
  return known.reduce<Decimal | null>((most, usd) => (most?.gte(usd) ? most : usd), null);
}

export interface ActiveAnswer {
  readonly generationId: string | null;
  readonly provider: string | null;
  /** The charge that came with the answer; null when none came. */
  readonly usageUsd: Usd | null;
  readonly state: 'complete' | 'stopped' | 'failed';
  readonly failure: string | null;
}

/** Asks, and stops where it is to be stopped. */
export async function askLive(client: ChatClient, request: ChatRequest, stopAfterPieces: number | null): Promise<ActiveAnswer> {
  const controller = new AbortController();
  let answer: ActiveAnswer = { generationId: null, provider: null, usageUsd: null, state: 'complete', failure: null };
  let pieces = 0;
  try {
    for await (const event of client.stream(request, controller.signal)) {
      if (event.type === 'opened') answer = { ...answer, generationId: event.generationId };
      if (event.type === 'served')
        answer = { ...answer, provider: event.provider, generationId: answer.generationId ?? event.generationId };
      if (event.type === 'usage') answer = { ...answer, usageUsd: event.usage.chargeUsd };
      if (event.type === 'text' && ++pieces === stopAfterPieces) controller.abort();
    }
    return answer;
  } catch (error) {
    if (controller.signal.aborted) return { ...answer, state: 'stopped' };
    if (!ChatError.is(error)) throw error;
    return { ...answer, state: 'failed', failure: error.message };
  }
}

/** The record of a generation, which may be late; null when it does not come. */
export async function findLate(lookup: GenerationLookup, generationId: string, clock: Clock): Promise<GenerationRecord | null> {
  for (const seconds of patienceSeconds) {
    await clock.sleep(seconds * 1000);
    const record = await lookup.find(generationId, null, new AbortController().signal);
    if (record !== null) return record;
  }
  return null;
}
