import type { LedgerEntry } from '../../ports/ledger.ts';
import { localDay } from '../ledger/localDay.ts';

type Cell = string | number | boolean | null | undefined;

const columns: readonly (readonly [name: string, read: (entry: LedgerEntry) => Cell])[] = [
  ['day', ({ createdAt }) => localDay(createdAt)],
  ['time', ({ createdAt }) => new Date(createdAt).toISOString()],
  ['attempt', ({ id }) => id],
  ['generation', ({ generationId }) => generationId],
  ['purpose', ({ purpose }) => purpose],
  ['model', ({ modelId }) => modelId],
  ['served_model', ({ settlement }) => settlement?.servedModelId],
  ['provider', ({ settlement }) => settlement?.provider],
  ['prompt_tokens', ({ settlement }) => settlement?.usage?.promptTokens],
  ['cached_tokens', ({ settlement }) => settlement?.usage?.cachedTokens],
  ['completion_tokens', ({ settlement }) => settlement?.usage?.completionTokens],
  ['reasoning_tokens', ({ settlement }) => settlement?.usage?.reasoningTokens],
  ['estimate_usd', ({ settlement }) => settlement?.counted?.usd],
  ['reserved_usd', ({ forecast }) => forecast?.mostUsd],
  ['cost_usd', ({ settlement }) => settlement?.cost.usd],
  ['charge_usd', ({ settlement }) => settlement?.cost.parts?.chargeUsd],
  ['upstream_usd', ({ settlement }) => settlement?.cost.parts?.upstreamUsd],
  ['tool_usd', ({ settlement }) => settlement?.toolUsd],
  ['list_usd', ({ settlement }) => settlement?.listUsd],
  ['source', ({ settlement }) => settlement?.cost.source ?? 'unknown'],
  ['simulated', ({ simulated }) => simulated],
  ['dismissed', ({ dismissed }) => dismissed],
  ['first_token_ms', ({ settlement }) => settlement?.firstTokenMs],
  ['latency_ms', ({ settlement }) => settlement?.latencyMs],
  ['conversation', ({ conversationId }) => conversationId],
];

/** One line per request attempt, oldest first, every figure in full (RFC 4180). */
export function costsCsv(entries: readonly LedgerEntry[]): string {
  const lines = [columns.map(([name]) => name), ...entries.map((entry) => columns.map(([, read]) => cell(read(entry))))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula is kept one: names of models come from a server. */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
