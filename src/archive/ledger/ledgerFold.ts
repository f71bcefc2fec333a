import type { LedgerEntry, NewAttempt, Settlement } from '../../core/ports.ts';
import type { BodyOf, Operation, Stamp } from '../log/operations.ts';
import { isLater } from '../log/stampOrder.ts';

/** What a register holds, and which operation set it. */
interface Register<T> {
  readonly value: T;
  readonly stamp: Stamp;
}

interface Attempt {
  opened?: Register<NewAttempt>;
  settled?: Register<Omit<Settlement, 'generationId'>>;
  generation?: Register<string>;
}

/** The ledger as a fold of the logs, in plain memory: the cost meter needs no database. */
export class LedgerFold {
  readonly #attempts = new Map<string, Attempt>();
  /** Names that many attempts share; each is kept once. */
  readonly #names = new Map<string, string>();

  apply(operation: Operation): void {
    const { body } = operation;
    if (body.t !== 'attempt.opened' && body.t !== 'attempt.generation' && body.t !== 'attempt.settled') return;
    let attempt = this.#attempts.get(body.attempt);
    if (!attempt) this.#attempts.set(body.attempt, (attempt = {}));
    const { lc, seq, at } = operation;
    const stamp: Stamp = { writer: this.#name(operation.writer), seq, lc, at };
    if (body.t === 'attempt.opened' && wins(attempt.opened, stamp)) attempt.opened = { value: this.#opened(body), stamp };
    if (body.t === 'attempt.settled' && wins(attempt.settled, stamp)) attempt.settled = { value: this.#settled(body), stamp };
    const id = body.t === 'attempt.opened' ? null : body.generation;
    if (id !== null && wins(attempt.generation, stamp)) attempt.generation = { value: id, stamp };
  }

  /** The conversation that pays for an attempt, once it is known. */
  conversationOf(attemptId: string): string | undefined {
    return this.#attempts.get(attemptId)?.opened?.value.conversationId;
  }

  /** Oldest first. An attempt whose opening is not known (its line is damaged) is in the database only. */
  entries(): LedgerEntry[] {
    const entries = [...this.#attempts.values()].flatMap(({ opened, settled, generation }): LedgerEntry[] =>
      opened ? [{ ...opened.value, settlement: settled ? { ...settled.value, generationId: generation?.value ?? null } : null }] : [],
    );
    return entries.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  #opened(body: BodyOf<'attempt.opened'>): NewAttempt {
    return {
      id: body.attempt,
      conversationId: this.#name(body.conversation),
      messageId: body.message,
      purpose: this.#name(body.purpose),
      modelId: this.#name(body.model),
      simulated: body.simulated,
      createdAt: body.createdAt,
    };
  }

  #settled({ cost, servedModel, provider, usage, raw }: BodyOf<'attempt.settled'>): Omit<Settlement, 'generationId'> {
    return {
      cost,
      servedModelId: servedModel === null ? null : this.#name(servedModel),
      provider: provider === null ? null : this.#name(provider),
      usage,
      rawUsage: raw,
    };
  }

  #name(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }
}

const wins = (register: Register<unknown> | undefined, stamp: Stamp): boolean => !register || isLater(stamp, register.stamp);
