import type { SqlValue } from 'sql.js';
import type { Cost, CostSource } from '../../shared/model.ts';
import { messageCost } from './messageCost.ts';
import type { BodyOf, Stamp } from '../log/operations.ts';
import type { Registers } from './registers.ts';
import { integerOrNull, type SqlDatabase, type SqlRow } from './sqlDatabase.ts';

/** Where the amount of each source stays when a better one comes. */
const amountColumn: Partial<Record<CostSource, string>> = {
  estimate: 'estimated_usd',
  usage: 'billed_usd',
  generation: 'verified_usd',
};

/** Folds ledger operations into the table `ledger`, and the costs of messages from it. */
export class LedgerRows {
  readonly #database: SqlDatabase;
  readonly #registers: Registers;
  readonly #attempts = new Set<string>();
  readonly #messages = new Set<string>();

  constructor(database: SqlDatabase, registers: Registers) {
    this.#database = database;
    this.#registers = registers;
  }

  opened(body: BodyOf<'attempt.opened'>, stamp: Stamp): void {
    this.#touch(body.attempt);
    this.#messages.add(body.message);
    if (!this.#registers.wins('attempt', body.attempt, 'opened', stamp)) return;
    this.#update(body.attempt, {
      conversation_id: body.conversation,
      message_id: body.message,
      purpose: body.purpose,
      model_id: body.model,
      simulated: Number(body.simulated),
      created_at: body.createdAt,
    });
  }

  generation(body: BodyOf<'attempt.generation'>, stamp: Stamp): void {
    this.#touch(body.attempt);
    this.#setGeneration(body.attempt, body.generation, stamp);
  }

  settled(body: BodyOf<'attempt.settled'>, stamp: Stamp): void {
    const { attempt, cost, usage } = body;
    this.#touch(attempt);
    if (body.generation !== null) this.#setGeneration(attempt, body.generation, stamp);
    const column = amountColumn[cost.source];
    if (column !== undefined && this.#registers.wins('attempt', attempt, column, stamp)) this.#update(attempt, { [column]: cost.usd });
    if (!this.#registers.wins('attempt', attempt, 'settled', stamp)) return;
    this.#update(attempt, {
      settled_at: stamp.at,
      cost_usd: cost.usd,
      cost_source: cost.source,
      charge_usd: cost.parts?.chargeUsd ?? null,
      upstream_usd: cost.parts?.upstreamUsd ?? null,
      served_model_id: body.servedModel,
      provider: body.provider,
      prompt_tokens: integerOrNull(usage?.promptTokens),
      completion_tokens: integerOrNull(usage?.completionTokens),
      cached_tokens: integerOrNull(usage?.cachedTokens),
      reasoning_tokens: integerOrNull(usage?.reasoningTokens),
      raw_usage: JSON.stringify(body.raw ?? null),
    });
  }

  /** Sums the costs of the messages concerned. Returns their conversations. */
  settle(): string[] {
    for (const attempt of this.#attempts) {
      const [row] = this.#database.rows('SELECT message_id FROM ledger WHERE attempt_id = ?', [attempt]);
      if (typeof row?.['message_id'] === 'string') this.#messages.add(row['message_id']);
    }
    const conversations = new Set<string>();
    for (const message of this.#messages) {
      const attempts = this.#database.rows(
        'SELECT conversation_id, cost_usd, cost_source, charge_usd, upstream_usd FROM ledger WHERE message_id = ?',
        [message],
      );
      for (const row of attempts) if (typeof row['conversation_id'] === 'string') conversations.add(row['conversation_id']);
      if (attempts.length > 0) this.#setCost(message, messageCost(attempts.map(costOf)));
    }
    this.forget();
    return [...conversations];
  }

  forget(): void {
    this.#attempts.clear();
    this.#messages.clear();
  }

  /** Puts a message's cost into its row, also when the row comes later than the bill. */
  refresh(message: string): void {
    this.#messages.add(message);
  }

  #setCost(message: string, cost: Cost | null): void {
    this.#database.run(
      `UPDATE messages SET cost_usd = ?, cost_source = ?, metadata = json_patch(metadata, json_object('costParts', json(?))) WHERE id = ?`,
      [cost?.usd ?? null, cost?.source ?? null, JSON.stringify(cost?.parts ?? null), message],
    );
  }

  #touch(attempt: string): void {
    this.#attempts.add(attempt);
    this.#database.run('INSERT OR IGNORE INTO ledger (attempt_id) VALUES (?)', [attempt]);
  }

  #setGeneration(attempt: string, generation: string, stamp: Stamp): void {
    if (this.#registers.wins('attempt', attempt, 'generation', stamp)) this.#update(attempt, { generation_id: generation });
  }

  #update(attempt: string, values: Readonly<Record<string, SqlValue>>): void {
    const columns = Object.keys(values).map((column) => `${column} = ?`);
    this.#database.run(`UPDATE ledger SET ${columns.join(', ')} WHERE attempt_id = ?`, [...Object.values(values), attempt]);
  }
}

/** Null while the attempt is not settled. */
function costOf(row: SqlRow): Cost | null {
  if (row['cost_source'] === null) return null;
  return {
    source: row['cost_source'] as CostSource,
    usd: row['cost_usd'] as string | null,
    ...(row['charge_usd'] !== null && { parts: { chargeUsd: row['charge_usd'] as string, upstreamUsd: row['upstream_usd'] as string } }),
  };
}
