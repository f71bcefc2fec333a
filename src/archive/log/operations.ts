import * as z from 'zod';
import type { ErrorCode, RecoveryAction } from '../../shared/model/failure.ts';
import { checkWords } from './writtenWords.ts';

// The vocabulary of the log. It is read for ever, by this version and by every later one, so its law is strict:
// the meaning of an operation never changes, a new meaning is a new `t`. Fields that a reader does not know are ignored;
// operations that it does not know are kept on the disk and skipped, unless they say `"must": true`.
//
// Words inside of operations (roles, sources, states, statuses, kinds) are open for reading: the database keeps them as they stand, and
// knownWords.ts says what is shown for one that is not known. For writing they are closed as they were in version 0.1, which takes a record
// with any other word for damage (writtenWords.ts): a new word is written into an optional field, or under a new operation.

const id = z.string().min(1);
const timeMs = z.int();
/** Lists that grow are open for the reader: an unknown word must not cost the message. */
const openList = <T extends string>() => z.custom<T>((value) => typeof value === 'string');

const usage = z.object({
  promptTokens: z.number(),
  completionTokens: z.number(),
  cachedTokens: z.exactOptional(z.number()),
  cacheWriteTokens: z.exactOptional(z.number()),
  reasoningTokens: z.exactOptional(z.number()),
});

const textKinds: readonly string[] = ['selection', 'text'];
const rawList = z.exactOptional(z.array(z.unknown()));

const failure = z.object({
  code: openList<ErrorCode>(),
  message: z.string(),
  retryable: z.boolean(),
  actions: z.array(openList<RecoveryAction>()),
});

const textAttachment = z.object({
  kind: z.enum(['selection', 'text']),
  name: z.string(),
  language: z.exactOptional(z.string()),
  firstLine: z.exactOptional(z.int()),
  lastLine: z.exactOptional(z.int()),
  text: z.string(),
});

/** Of another kind: what it holds is not known, and kept as it stands. A kind without `text` may stand in `attached` only. */
const foreignAttachment = z.looseObject({ kind: z.string().refine((kind) => !textKinds.includes(kind)), name: z.string() });

/** `sourceWord`: a source that 0.1 did not know; it is what counts, and `source` the word of 0.1 that comes nearest. */
const cost = z.object({
  source: z.string(),
  sourceWord: z.exactOptional(z.string()),
  usd: z.nullable(z.string()),
  parts: z.exactOptional(z.object({ chargeUsd: z.string(), upstreamUsd: z.string() })),
});

/**
 * The server of the model beside it (`ModelReference.endpoint`). Absent in logs of 0.1, and where it is not known.
 */
const endpoint = z.exactOptional(z.string());

/** The first line of every log: who wrote it. */
const logOpened = z.object({ t: z.literal('log.opened'), ext: z.string(), host: z.string() });

const conversationCreated = z.object({
  t: z.literal('conversation.created'),
  conversation: id,
  title: z.string(),
  model: z.string(),
  endpoint,
  systemPrompt: z.string(),
  workspace: z.nullable(z.string()),
  createdAt: timeMs,
});

/** Each field is a register of its own: the last writer wins, the loser stays in the log. `endpoint` is a part of `model`, and nothing without it. */
const conversationChanged = z.object({
  t: z.literal('conversation.changed'),
  conversation: id,
  set: z.object({
    title: z.exactOptional(z.string()),
    model: z.exactOptional(z.string()),
    endpoint,
    systemPrompt: z.exactOptional(z.string()),
    status: z.exactOptional(z.string()),
    pinned: z.exactOptional(z.boolean()),
    deleted: z.exactOptional(z.boolean()),
    tags: z.exactOptional(z.array(z.string())),
    params: z.exactOptional(z.record(z.string(), z.unknown())),
  }),
});

/** The conversation begins under the message `message` of the conversation `parent`: what stands above it is shared, not copied. */
const conversationForked = z.object({ t: z.literal('conversation.forked'), conversation: id, parent: id, message: id });

/** Nothing of the conversation is kept but its bills, whether it comes before this or after. */
const conversationPurged = z.object({ t: z.literal('conversation.purged'), conversation: id });

/**
 * Nothing of these messages of the conversation is kept but their bills, whether it comes before this or after. One record for all of them: killed,
 * a window leaves all or none. `activeAt`, `createdAt`: the conversation's last activity at that time, and its beginning as far as it was known; their
 * records may be all that showed it, and do not any more. The first records have no `createdAt`.
 */
const messagePurged = z.object({
  t: z.literal('message.purged'),
  conversation: id,
  messages: z.array(id),
  activeAt: timeMs,
  createdAt: z.exactOptional(timeMs),
});

/** Stands where a record of a purged conversation or message stood: same position, same length, same id. */
const recordPurged = z.object({ t: z.literal('record.purged') });

/**
 * `parent` makes the tree; two windows on one tip make two siblings, never a conflict. `attached`: attachments of kinds that 0.1 did not know.
 * `continues`: the finished answer, its parent, that this answer goes on with.
 */
const messageAdded = z.object({
  t: z.literal('message.added'),
  message: id,
  conversation: id,
  parent: z.nullable(id),
  role: z.string(),
  model: z.nullable(z.string()),
  endpoint,
  text: z.string(),
  attachments: z.array(z.union([textAttachment, foreignAttachment])),
  attached: z.exactOptional(z.array(foreignAttachment)),
  continues: z.exactOptional(id),
  createdAt: timeMs,
});

/**
 * A message that no request brings, whole from the start, of a role that `message.added` of 0.1 did not know: `system`, `tool`. Of one that
 * came twice the later one counts. 0.1 skips it; what stands below it begins a tree of its own there.
 */
const messageNoted = z.object({
  t: z.literal('message.noted'),
  message: id,
  conversation: id,
  parent: z.nullable(id),
  role: z.string(),
  text: z.string(),
  createdAt: timeMs,
});

/**
 * The piece of an answer's text that starts at `from` (UTF-16 units). An empty piece says that the writer is still alive. `reasoning`: the
 * piece of its reasoning, with an offset of its own; 0.1 does not know it. The end of the answer has all of the reasoning once more.
 */
const messageAppended = z.object({
  t: z.literal('message.appended'),
  message: id,
  conversation: id,
  from: z.int().min(0),
  text: z.string(),
  reasoning: z.exactOptional(z.object({ from: z.int().min(0), text: z.string() })),
});

/**
 * The end of an answer. `length` (UTF-16 units) and `sha256` (hex, of the UTF-8) are those of its whole text; the text is in its pieces.
 * `received`: the tokens of it that arrived, as the writer counted them; `usage` may be the bill's, of more than arrived.
 * `annotations`, `citations`, `images`, `toolCalls`, `reasoningDetails`: what came beside the text (`AnswerExtras`); what they hold belongs to the wire.
 */
const messageFinished = z.object({
  t: z.literal('message.finished'),
  message: id,
  conversation: id,
  state: z.string(),
  length: z.int().min(0),
  sha256: z.string(),
  reasoning: z.string(),
  finishReason: z.nullable(z.string()),
  failure: z.nullable(failure),
  servedModel: z.nullable(z.string()),
  provider: z.nullable(z.string()),
  usage: z.nullable(usage),
  firstTokenMs: z.nullable(z.number()),
  latencyMs: z.nullable(z.number()),
  received: z.exactOptional(z.object({ textTokens: z.number(), reasoningTokens: z.number() })),
  annotations: rawList,
  citations: rawList,
  images: rawList,
  toolCalls: rawList,
  reasoningDetails: rawList,
});

/** Registers of a message. A deleted one is not shown, and nothing below it is. */
const messageChanged = z.object({
  t: z.literal('message.changed'),
  message: id,
  conversation: id,
  set: z.object({ deleted: z.exactOptional(z.boolean()) }),
});

const usdOrNull = z.nullable(z.string());

/** `forecast`: what was known before it was sent; absent in logs of the first versions. */
const attemptOpened = z.object({
  t: z.literal('attempt.opened'),
  attempt: id,
  conversation: id,
  message: id,
  purpose: z.string(),
  model: z.string(),
  endpoint,
  simulated: z.boolean(),
  createdAt: timeMs,
  forecast: z.exactOptional(z.object({ promptTokens: z.number(), maxTokens: z.number(), leastUsd: usdOrNull, mostUsd: usdOrNull })),
});

/** `account` names the key that pays, without giving it away. */
const attemptGeneration = z.object({
  t: z.literal('attempt.generation'),
  attempt: id,
  generation: z.string(),
  account: z.exactOptional(z.string()),
});

/**
 * Money is a decimal string in USD. `raw` is the usage object as it came over the wire, `counted` what the writer had counted, and its price
 * by the catalogue. A bill (usage, generation, simulated) counts more than an estimate, whichever comes later; among equals the later one counts.
 */
const attemptSettled = z.object({
  t: z.literal('attempt.settled'),
  attempt: id,
  cost,
  generation: z.nullable(z.string()),
  servedModel: z.nullable(z.string()),
  provider: z.nullable(z.string()),
  usage: z.nullable(usage),
  raw: z.unknown(),
  listUsd: z.exactOptional(z.string()),
  toolUsd: z.exactOptional(z.string()),
  counted: z.exactOptional(z.object({ promptTokens: z.number(), completionTokens: z.number(), usd: usdOrNull })),
  firstTokenMs: z.exactOptional(z.number()),
  latencyMs: z.exactOptional(z.number()),
});

/** The person does not wait for this bill any more: what it reserved is free. */
const attemptDismissed = z.object({ t: z.literal('attempt.dismissed'), attempt: id });

/** What OpenRouter had charged a key with at a moment; the ledger is compared with the change since. */
const accountNoted = z.object({ t: z.literal('account.noted'), account: id, usageUsd: z.string(), notedAt: timeMs });

const operationBody = z.discriminatedUnion('t', [
  logOpened,
  conversationCreated,
  conversationChanged,
  conversationForked,
  conversationPurged,
  messageAdded,
  messageNoted,
  messageAppended,
  messageFinished,
  messageChanged,
  messagePurged,
  recordPurged,
  attemptOpened,
  attemptGeneration,
  attemptSettled,
  attemptDismissed,
  accountNoted,
]);

export type OperationBody = z.infer<typeof operationBody>;
type OperationType = OperationBody['t'];
export type BodyOf<T extends OperationType> = Extract<OperationBody, { t: T }>;

/** Names of all operations that this version understands. */
export const vocabulary: readonly string[] = operationBody.options.map((option) => option.shape.t.value);

/** Where an operation stands in the one order of all logs: Lamport counter, then writer, then sequence. `at` (ms) is for display. */
export interface Stamp {
  readonly writer: string;
  readonly seq: number;
  readonly lc: number;
  readonly at: number;
}

export type Operation = Stamp & { readonly body: OperationBody };

const envelope = z.object({
  v: z.number(),
  id: z.string().regex(/^[^:]+:\d{1,15}$/),
  lc: z.int().min(0),
  at: timeMs,
  t: z.string(),
  must: z.exactOptional(z.boolean()),
});

type ReadRecord =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** Written by a newer version. `must`: a version that does not understand it may not write to this archive. */
  | { readonly kind: 'unknown'; readonly type: string; readonly must: boolean; readonly lc: number }
  | { readonly kind: 'invalid' };

/** Reads the JSON of one record. */
export function readRecord(json: unknown): ReadRecord {
  const head = envelope.safeParse(json);
  if (!head.success) return { kind: 'invalid' };
  const { v, id, lc, at, t, must } = head.data;
  if (v !== 1 || !vocabulary.includes(t)) return { kind: 'unknown', type: t, must: v !== 1 || must === true, lc };
  const body = operationBody.safeParse(json);
  if (!body.success) return { kind: 'invalid' };
  const colon = id.lastIndexOf(':');
  return { kind: 'operation', operation: { writer: id.slice(0, colon), seq: Number(id.slice(colon + 1)), lc, at, body: body.data } };
}

/** The record of an operation as it goes into the log. */
export function recordOf({ writer, seq, lc, at, body }: Operation): object {
  return { v: 1, id: `${writer}:${seq}`, lc, at, ...body };
}

/** Refuses what a reader would not accept, this one or that of 0.1, before it is written. Throws. */
export function checkBody(body: OperationBody): void {
  operationBody.parse(body);
  checkWords(body);
}
