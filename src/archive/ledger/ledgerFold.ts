import type { LedgerEntry } from '../../core/ports.ts';
import type { BodyOf, Operation, Stamp } from '../log/operations.ts';
import { isLater } from '../log/stampOrder.ts';

interface Attempt {
  opened: { readonly body: BodyOf<'attempt.opened'>; readonly stamp: Stamp } | null;
  settled: { readonly body: BodyOf<'attempt.settled'>; readonly stamp: Stamp } | null;
  generation: { readonly id: string; readonly stamp: Stamp } | null;
}

/** The ledger as a fold of the logs, in plain memory: the cost meter needs no database. */
export class LedgerFold {
  readonly #attempts = new Map<string, Attempt>();

  apply(operation: Operation): void {
    const { body } = operation;
    if (body.t !== 'attempt.opened' && body.t !== 'attempt.generation' && body.t !== 'attempt.settled') return;
    const attempt = this.#attempts.get(body.attempt) ?? { opened: null, settled: null, generation: null };
    this.#attempts.set(body.attempt, attempt);
    if (body.t === 'attempt.opened' && (!attempt.opened || isLater(operation, attempt.opened.stamp)))
      attempt.opened = { body, stamp: operation };
    if (body.t === 'attempt.settled' && (!attempt.settled || isLater(operation, attempt.settled.stamp)))
      attempt.settled = { body, stamp: operation };
    const id = body.t === 'attempt.opened' ? null : body.generation;
    if (id !== null && (!attempt.generation || isLater(operation, attempt.generation.stamp))) attempt.generation = { id, stamp: operation };
  }

  /** The conversation that pays for an attempt, once it is known. */
  conversationOf(attemptId: string): string | undefined {
    return this.#attempts.get(attemptId)?.opened?.body.conversation;
  }

  /** Oldest first. An attempt whose opening is not known (its line is damaged) is in the database only. */
  entries(): LedgerEntry[] {
    const entries = [...this.#attempts.values()].flatMap(({ opened, settled, generation }) =>
      opened ? [entryOf(opened.body, settled?.body, generation?.id)] : [],
    );
    return entries.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }
}

function entryOf(
  opened: BodyOf<'attempt.opened'>,
  settled: BodyOf<'attempt.settled'> | undefined,
  generationId: string | undefined,
): LedgerEntry {
  return {
    id: opened.attempt,
    conversationId: opened.conversation,
    messageId: opened.message,
    purpose: opened.purpose,
    modelId: opened.model,
    simulated: opened.simulated,
    createdAt: opened.createdAt,
    settlement: settled
      ? {
          cost: settled.cost,
          generationId: generationId ?? null,
          servedModelId: settled.servedModel,
          provider: settled.provider,
          usage: settled.usage,
          rawUsage: settled.raw,
        }
      : null,
  };
}
