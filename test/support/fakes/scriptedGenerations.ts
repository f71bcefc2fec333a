import { ChatError } from '../../../src/core/errors/chatError.ts';
import type { GenerationLookup, GenerationRecord } from '../../../src/core/ports/generationLookup.ts';

/** What is found for each generation, question by question. A record that was found stays; without one, there is none. */
export type GenerationScript = Readonly<Record<string, readonly (GenerationRecord | ChatError | null)[]>>;

/** A service that follows a script. */
export class ScriptedGenerations implements GenerationLookup {
  /** Questions, and when they were asked. */
  readonly asked: { readonly generationId: string; readonly endpoint: string | null; readonly at: number; readonly signal: AbortSignal }[] =
    [];
  readonly #script: GenerationScript;
  readonly #now: () => number;
  onAsked = (): void => undefined;
  /** The service answers when this is done. */
  answersAfter: Promise<void> = Promise.resolve();

  constructor(script: GenerationScript = {}, now: () => number = () => 0) {
    this.#script = script;
    this.#now = now;
  }

  async find(generationId: string, endpoint: string | null, signal: AbortSignal): Promise<GenerationRecord | null> {
    signal.throwIfAborted();
    const steps = this.#script[generationId] ?? [];
    const question = this.askedAt(generationId).length;
    const record = steps.findLast((each) => each !== null && !(each instanceof ChatError)) ?? null;
    const step = question < steps.length ? steps[question] : record;
    this.asked.push({ generationId, endpoint, at: this.#now(), signal });
    this.onAsked();
    await this.answersAfter;
    signal.throwIfAborted();
    if (step instanceof ChatError) throw step;
    return step ?? null;
  }

  askedAt(generationId: string): readonly number[] {
    return this.asked.filter((question) => question.generationId === generationId).map(({ at }) => at);
  }
}
