import type { AccountNote, LedgerEntry, NewAttempt, Settlement } from '../../core/ports/ledger.ts';
import type { BodyOf, Operation, Stamp } from '../log/operations.ts';
import { beatsSettlement } from '../log/beatsSettlement.ts';
import { beatsStamp } from '../log/beatsStamp.ts';
import { knownCost } from '../log/knownWords.ts';

/** What a register holds, and which operation set it. */
interface Register<T> {
  readonly value: T;
  readonly stamp: Stamp;
}

interface Attempt {
  opened?: Register<NewAttempt>;
  settled?: Register<Omit<Settlement, 'generationId'>>;
  generation?: Register<string>;
  account?: Register<string>;
  dismissed?: true;
  /** All of this as an entry, made when it is asked for; the same object until something changes. */
  entry?: LedgerEntry | undefined;
}

type LedgerOperation = BodyOf<'attempt.opened' | 'attempt.generation' | 'attempt.settled' | 'attempt.dismissed'>;

/** The ledger as a fold of the logs, in plain memory: the cost meter needs no database. */
export class LedgerFold {
  readonly #attempts = new Map<string, Attempt>();
  /** The entries in order, as they were last: what comes is mostly the last. */
  #sorted: LedgerEntry[] | null = null;
  /** Of each key the first note on it. */
  readonly #accounts = new Map<string, AccountNote>();
  /** Names that many attempts share; each is kept once. */
  readonly #names = new Map<string, string>();

  apply({ body, writer, lc, seq, at }: Operation): void {
    if (body.t === 'account.noted') this.#noted(body);
    else if ('attempt' in body) this.#applyTo(this.#attempt(body.attempt), body, { writer: this.#name(writer), lc, seq, at });
  }

  /** The conversation that pays for an attempt, once it is known. */
  conversationOf(attemptId: string): string | undefined {
    return this.#attempts.get(attemptId)?.opened?.value.conversationId;
  }

  firstAccountNote(account: string): AccountNote | null {
    return this.#accounts.get(account) ?? null;
  }

  /** Oldest first. An attempt whose opening is not known (its line is damaged) is in the database only. */
  entries(): readonly LedgerEntry[] {
    this.#sorted ??= [...this.#attempts.values()]
      .map((attempt) => (attempt.entry ??= entryOf(attempt)))
      .filter((entry) => entry !== undefined)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    return this.#sorted;
  }

  #attempt(id: string): Attempt {
    let attempt = this.#attempts.get(id);
    if (!attempt) this.#attempts.set(id, (attempt = {}));
    return attempt;
  }

  #applyTo(attempt: Attempt, body: LedgerOperation, stamp: Stamp): void {
    attempt.entry = undefined;
    this.#sorted = null;
    switch (body.t) {
      case 'attempt.opened':
        if (beatsStamp(stamp, attempt.opened?.stamp)) attempt.opened = { value: this.#opened(body), stamp };
        break;
      case 'attempt.generation':
        this.#generation(attempt, body.generation, stamp);
        if (body.account !== undefined && beatsStamp(stamp, attempt.account?.stamp))
          attempt.account = { value: this.#name(body.account), stamp };
        break;
      case 'attempt.settled':
        if (body.generation !== null) this.#generation(attempt, body.generation, stamp);
        this.#settle(attempt, body, stamp);
        break;
      case 'attempt.dismissed':
        attempt.dismissed = true;
        break;
    }
  }

  #generation(attempt: Attempt, value: string, stamp: Stamp): void {
    if (beatsStamp(stamp, attempt.generation?.stamp)) attempt.generation = { value, stamp };
  }

  #settle(attempt: Attempt, body: BodyOf<'attempt.settled'>, stamp: Stamp): void {
    const { settled } = attempt;
    const last = settled && { source: settled.value.cost.source, stamp: settled.stamp };
    if (!beatsSettlement({ source: knownCost(body.cost).source, stamp }, last)) return;
    attempt.settled = { value: this.#settled(body), stamp };
  }

  #noted({ account, usageUsd, notedAt }: BodyOf<'account.noted'>): void {
    const known = this.#accounts.get(account);
    const isFirst = !known || notedAt < known.at || (notedAt === known.at && usageUsd < known.usageUsd);
    if (isFirst) this.#accounts.set(account, { account, usageUsd, at: notedAt });
  }

  #opened(body: BodyOf<'attempt.opened'>): NewAttempt {
    return {
      id: body.attempt,
      conversationId: this.#name(body.conversation),
      messageId: body.message,
      purpose: this.#name(body.purpose),
      modelId: this.#name(body.model),
      ...(body.endpoint !== undefined && { endpoint: this.#name(body.endpoint) }),
      simulated: body.simulated,
      createdAt: body.createdAt,
      forecast: body.forecast ?? null,
    };
  }

  #settled(body: BodyOf<'attempt.settled'>): Omit<Settlement, 'generationId'> {
    const { servedModel, provider, listUsd, toolUsd } = body;
    return {
      cost: knownCost(body.cost),
      servedModelId: servedModel === null ? null : this.#name(servedModel),
      provider: provider === null ? null : this.#name(provider),
      usage: body.usage,
      rawUsage: body.raw,
      ...(listUsd !== undefined && { listUsd }),
      ...(toolUsd !== undefined && { toolUsd }),
      counted: body.counted ?? null,
      firstTokenMs: wholeMs(body.firstTokenMs),
      latencyMs: wholeMs(body.latencyMs),
    };
  }

  #name(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }
}

function entryOf({ opened, settled, generation, account, dismissed }: Attempt): LedgerEntry | undefined {
  if (!opened) return undefined;
  const generationId = generation?.value ?? null;
  const settlement = settled ? { ...settled.value, generationId } : null;
  return { ...opened.value, generationId, account: account?.value ?? null, settlement, dismissed: dismissed === true };
}

/** As the database keeps it. */
const wholeMs = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms));
