import { parseUsd, toUsd, zeroUsd } from '../shared/model/usd.ts';
import type { ChatClient, ChatRequest, ReportedUsage, StreamEvent } from '../core/ports/chatClient.ts';
import type { Clock } from '../core/ports/platform.ts';
import { demonstrationModel } from './demonstrationModel.ts';
import { scriptFor } from './demonstrationScript.ts';

const keepAliveMs = 2_000;
/** A token of this model is one of its deltas: a word or the beginning of one, or a few signs, with the white space before it. */
const token = /\s*[\p{L}\p{N}]{1,8}|\s*[^\p{L}\p{N}\s]{1,3}|\s+/gu;
/** Characters of a prompt that count as one token. */
const charactersPerToken = 4;

/** The built-in model: answers from scripts at the pace of a real one, without key, network or charge. */
export class DemonstrationClient implements ChatClient {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    signal.throwIfAborted();
    for await (const event of this.#play(request, signal)) {
      yield event;
      signal.throwIfAborted();
    }
  }

  async *#play(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    const script = scriptFor(request.turns);
    yield { type: 'opened', generationId: null, account: null };
    yield { type: 'served', generationId: null, modelId: demonstrationModel.id, provider: 'built-in', billsToTheEnd: false };
    for (let left = script.silenceMs; left > 0; left -= keepAliveMs) {
      await this.#clock.sleep(Math.min(left, keepAliveMs), signal);
      if (left > keepAliveMs) yield { type: 'alive' };
    }
    const tokens = script.text.match(token) ?? [];
    const sent = tokens.slice(0, request.maxTokens);
    const startedAt = this.#clock.monotonic();
    for (const [index, text] of sent.entries()) {
      // By schedule, not by pauses: timers come late, and the delays would add up.
      const early = startedAt + (index * 1_000) / script.tokensPerSecond - this.#clock.monotonic();
      if (early > 0) await this.#clock.sleep(early, signal);
      yield { type: 'text', text };
    }
    if (script.failure) throw script.failure;
    yield { type: 'usage', usage: usageOf(request, sent.length) };
    yield { type: 'finished', reason: sent.length < tokens.length ? 'length' : 'stop' };
  }
}

/** Usage as a provider would report it, priced like the catalogue row. */
function usageOf(request: ChatRequest, completionTokens: number): ReportedUsage {
  const characters = request.turns.reduce((sum, turn) => sum + turn.content.length, 0);
  const promptTokens = Math.ceil(characters / charactersPerToken);
  const promptUsd = (parseUsd(demonstrationModel.promptUsd) ?? zeroUsd()).mul(promptTokens);
  const completionUsd = (parseUsd(demonstrationModel.completionUsd) ?? zeroUsd()).mul(completionTokens);
  return { promptTokens, completionTokens, chargeUsd: toUsd(promptUsd.add(completionUsd)), byok: false, upstreamUsd: null, raw: null };
}
