import { type Cost, optionalTokenCounts } from '../../shared/model/money.ts';
import { beatsSettlement } from '../log/beatsSettlement.ts';
import { knownCost, knownSource, sourceWordOf } from '../log/knownWords.ts';
import { messageCost } from './messageCost.ts';
import type { MessageRows } from './messageRows.ts';
import type { BodyOf, Stamp } from '../log/operations.ts';
import { lastStamp, noteStamp, wins, type Registers } from './registers.ts';
import { integerOrNull, type SqlDatabase, type SqlRow } from '../sqlite/sqlDatabase.ts';
import { StagedRows } from './stagedRows.ts';
import { ledgerColumnOf, usageOfAttempt } from './usageColumns.ts';

interface LedgerRow {
  readonly attempt_id: string;
  conversation_id: string | null;
  message_id: string | null;
  purpose: string | null;
  model_id: string | null;
  endpoint: string | null;
  served_model_id: string | null;
  provider: string | null;
  generation_id: string | null;
  account: string | null;
  simulated: number;
  created_at: number | null;
  settled_at: number | null;
  dismissed: number;
  forecast: string | null;
  cost_usd: string | null;
  cost_source: string | null;
  estimated_usd: string | null;
  billed_usd: string | null;
  looked_up_usd: string | null;
  charge_usd: string | null;
  upstream_usd: string | null;
  list_usd: string | null;
  tool_usd: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cached_tokens: number | null;
  cache_write_tokens: number | null;
  reasoning_tokens: number | null;
  raw_usage: string | null;
  counted: string | null;
  ttft_ms: number | null;
  latency_ms: number | null;
  readonly stamps: Registers;
}

/** Where the amount of each source stays when a better one comes. */
const amountColumn: ReadonlyMap<string, 'estimated_usd' | 'billed_usd' | 'looked_up_usd'> = new Map([
  ['estimate', 'estimated_usd'],
  ['usage', 'billed_usd'],
  ['generation', 'looked_up_usd'],
]);

/** Folds ledger operations into the table `ledger`, and the costs of messages from it. */
export class LedgerRows {
  readonly #database: SqlDatabase;
  readonly #messages: MessageRows;
  readonly #rows: StagedRows<LedgerRow>;
  /** Messages whose cost must be summed again. */
  readonly #concerned = new Set<string>();

  constructor(database: SqlDatabase, messages: MessageRows) {
    this.#database = database;
    this.#messages = messages;
    this.#rows = new StagedRows(database, { table: 'ledger', key: 'attempt_id', json: ['stamps'] });
  }

  opened(body: BodyOf<'attempt.opened'>, stamp: Stamp): void {
    const row = this.#touch(body.attempt);
    this.refresh(body.message);
    if (!wins(row, 'opened', stamp)) return;
    row.conversation_id = body.conversation;
    row.message_id = body.message;
    row.purpose = body.purpose;
    row.model_id = body.model;
    row.endpoint = body.endpoint ?? null;
    row.simulated = Number(body.simulated);
    row.created_at = body.createdAt;
    row.forecast = body.forecast ? JSON.stringify(body.forecast) : null;
  }

  generation(body: BodyOf<'attempt.generation'>, stamp: Stamp): void {
    const row = this.#touch(body.attempt);
    if (wins(row, 'generation', stamp)) row.generation_id = body.generation;
    if (body.account !== undefined && wins(row, 'account', stamp)) row.account = body.account;
  }

  dismissed(body: BodyOf<'attempt.dismissed'>): void {
    this.#touch(body.attempt).dismissed = 1;
  }

  settled(body: BodyOf<'attempt.settled'>, stamp: Stamp): void {
    const row = this.#touch(body.attempt);
    const { cost, usage } = body;
    if (body.generation !== null && wins(row, 'generation', stamp)) row.generation_id = body.generation;
    const source = sourceWordOf(cost);
    const column = amountColumn.get(source);
    if (column !== undefined && wins(row, column, stamp)) row[column] = cost.usd;
    if (!settles(row, cost, stamp)) return;
    if (row.message_id !== null) this.refresh(row.message_id);
    row.settled_at = stamp.at;
    row.cost_usd = cost.usd;
    row.cost_source = source;
    row.charge_usd = cost.parts?.chargeUsd ?? null;
    row.upstream_usd = cost.parts?.upstreamUsd ?? null;
    row.list_usd = body.listUsd ?? null;
    row.tool_usd = body.toolUsd ?? null;
    row.served_model_id = body.servedModel;
    row.provider = body.provider;
    row.prompt_tokens = integerOrNull(usage?.promptTokens);
    row.completion_tokens = integerOrNull(usage?.completionTokens);
    for (const name of optionalTokenCounts) row[ledgerColumnOf[name]] = integerOrNull(usage?.[name]);
    row.raw_usage = JSON.stringify(body.raw ?? null);
    row.counted = body.counted ? JSON.stringify(body.counted) : null;
    row.ttft_ms = integerOrNull(body.firstTokenMs);
    row.latency_ms = integerOrNull(body.latencyMs);
  }

  /** Puts a message's cost into its row, also when the row comes later than the bill. */
  refresh(message: string): void {
    this.#concerned.add(message);
  }

  /** Writes the rows, and sums the costs of the messages concerned. */
  save(): void {
    this.#rows.save();
    for (const message of this.#concerned) {
      const attempts = this.#database.rows('SELECT * FROM ledger WHERE message_id = ? ORDER BY created_at, attempt_id', [message]);
      // Of several requests the last one brought the answer.
      const usage = attempts.map(usageOfAttempt).findLast((reported) => reported !== null) ?? null;
      if (attempts.length > 0) this.#messages.setBill(message, messageCost(attempts.map(costOf)), usage);
    }
    this.#concerned.clear();
  }

  dropChanges(): void {
    this.#rows.dropChanges();
    this.#concerned.clear();
  }

  #touch(attempt: string): LedgerRow {
    return this.#rows.get(attempt, () => blank(attempt));
  }
}

/** Notes the operation as the one that settles, unless a better one has; says whether it may settle. */
function settles(row: LedgerRow, cost: BodyOf<'attempt.settled'>['cost'], stamp: Stamp): boolean {
  const at = lastStamp(row, 'settled');
  const last = at && row.cost_source !== null ? { source: knownSource(row.cost_source, row.cost_usd), stamp: at } : undefined;
  if (!beatsSettlement({ source: knownCost(cost).source, stamp }, last)) return false;
  noteStamp(row, 'settled', stamp);
  return true;
}

/** Null while the attempt is not settled. */
function costOf(row: SqlRow): Cost | null {
  if (row['cost_source'] === null) return null;
  return knownCost({
    source: String(row['cost_source']),
    usd: row['cost_usd'] as string | null,
    ...(row['charge_usd'] !== null && { parts: { chargeUsd: row['charge_usd'] as string, upstreamUsd: row['upstream_usd'] as string } }),
  });
}

const blank = (attempt_id: string): LedgerRow => ({
  attempt_id,
  conversation_id: null,
  message_id: null,
  purpose: null,
  model_id: null,
  endpoint: null,
  served_model_id: null,
  provider: null,
  generation_id: null,
  account: null,
  simulated: 0,
  created_at: null,
  settled_at: null,
  dismissed: 0,
  forecast: null,
  cost_usd: null,
  cost_source: null,
  estimated_usd: null,
  billed_usd: null,
  looked_up_usd: null,
  charge_usd: null,
  upstream_usd: null,
  list_usd: null,
  tool_usd: null,
  prompt_tokens: null,
  completion_tokens: null,
  cached_tokens: null,
  cache_write_tokens: null,
  reasoning_tokens: null,
  raw_usage: null,
  counted: null,
  ttft_ms: null,
  latency_ms: null,
  stamps: {},
});
