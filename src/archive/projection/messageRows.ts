import { answerParts } from '../../shared/model/answerParts.ts';
import { assembleText } from './assembleText.ts';
import type { ConversationRows } from './conversationRows.ts';
import { type Cost, optionalTokenCounts, type TokenUsage } from '../../shared/model/money.ts';
import type { BodyOf, Stamp } from '../log/operations.ts';
import { wins, type Registers } from './registers.ts';
import type { SearchIndex } from '../search/searchIndex.ts';
import { integerOrNull, type SqlDatabase } from '../sqlite/sqlDatabase.ts';
import { StagedRows } from './stagedRows.ts';
import { textHash } from '../log/textHash.ts';

interface MessageRow {
  readonly number: number;
  readonly id: string;
  conversation_id: string;
  parent_id: string | null;
  role: string;
  content: string;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  total_tokens: number | null;
  cost_usd: string | null;
  cost_source: string | null;
  latency_ms: number | null;
  ttft_ms: number | null;
  model_id: string | null;
  endpoint: string | null;
  created_at: number;
  state: string;
  /** See `Metadata` of the queries; null is never kept. */
  readonly metadata: Record<string, unknown>;
  deleted: number;
  readonly stamps: Registers;
}

interface AnswerRow {
  readonly message_id: string;
  writer: string;
  touched_at: number;
  length: number | null;
  sha256: string | null;
  /** Those of the reasoning, by their offsets. */
  readonly reasoning_pieces: Record<string, string>;
  /** By their offsets; and under `whole` the text of a message that came whole, which has pieces or an end as well. */
  readonly pieces: Record<string, string>;
}

/** `pieces` of an answer that stand beside those of the same offset. */
const whole = 'whole';

/** Folds message operations into the tables `messages` and `answers`. */
export class MessageRows {
  readonly #database: SqlDatabase;
  readonly #conversations: ConversationRows;
  readonly #search: SearchIndex;
  readonly #messages: StagedRows<MessageRow>;
  readonly #answers: StagedRows<AnswerRow>;
  /** Answers whose text must be put together again. */
  readonly #grown = new Set<string>();
  #lastNumber: number;

  constructor(database: SqlDatabase, conversations: ConversationRows, search: SearchIndex) {
    this.#database = database;
    this.#conversations = conversations;
    this.#search = search;
    this.#messages = new StagedRows(database, {
      table: 'messages',
      key: 'id',
      json: ['metadata', 'stamps'],
      around: (write, row, saved) => this.#search.write(write, row, saved),
    });
    this.#lastNumber = Number(database.rows('SELECT max(number) AS number FROM messages')[0]?.['number'] ?? 0);
    this.#answers = new StagedRows(database, { table: 'answers', key: 'message_id', json: ['pieces', 'reasoning_pieces'] });
  }

  added(body: BodyOf<'message.added'>, stamp: Stamp): void {
    const row = this.#touch(body.message, body.conversation, stamp);
    if (body.role === 'assistant') this.#addPiece(row, 0, body.text, stamp);
    if (!wins(row, 'added', stamp)) return;
    row.conversation_id = body.conversation;
    row.parent_id = body.parent;
    row.role = body.role;
    row.model_id = body.model;
    row.endpoint = body.endpoint ?? null;
    row.created_at = body.createdAt;
    row.metadata['attachments'] = [...body.attachments, ...(body.attached ?? [])];
    note(row, { continues: body.continues });
    this.#setWhole(row, body.role === 'assistant' ? null : body.text);
  }

  noted(body: BodyOf<'message.noted'>, stamp: Stamp): void {
    const row = this.#touch(body.message, body.conversation, stamp);
    if (!wins(row, 'added', stamp)) return;
    row.conversation_id = body.conversation;
    row.parent_id = body.parent;
    row.role = body.role;
    row.model_id = null;
    row.endpoint = null;
    row.created_at = body.createdAt;
    note(row, { attachments: null, continues: null });
    this.#setWhole(row, body.text);
  }

  appended(body: BodyOf<'message.appended'>, stamp: Stamp): void {
    const row = this.#touch(body.message, body.conversation, stamp);
    this.#addPiece(row, body.from, body.text, stamp);
    if (body.reasoning) this.#addReasoning(row, body.reasoning);
  }

  finished(body: BodyOf<'message.finished'>, stamp: Stamp): void {
    const row = this.#touch(body.message, body.conversation, stamp);
    this.#addPiece(row, 0, '', stamp);
    if (!wins(row, 'finished', stamp)) return;
    row.state = body.state;
    row.latency_ms = integerOrNull(body.latencyMs);
    row.ttft_ms = integerOrNull(body.firstTokenMs);
    setUsage(row, body.usage);
    note(row, {
      finishReason: body.finishReason,
      failure: body.failure,
      servedModelId: body.servedModel,
      provider: body.provider,
      reasoning: body.reasoning,
      received: body.received,
      parts: answerParts(body),
    });
    const answer = this.#answers.find(row.id);
    if (!answer) return;
    answer.length = body.length;
    answer.sha256 = body.sha256;
    this.#grown.add(row.id);
  }

  changed({ message, conversation, set }: BodyOf<'message.changed'>, stamp: Stamp): void {
    const row = this.#touch(message, conversation, stamp, false);
    if (set.deleted !== undefined && wins(row, 'deleted', stamp)) row.deleted = Number(set.deleted);
  }

  /** What the bills of the message come to, if it is here, and the tokens that were billed: they count more than those that were counted. */
  setBill(id: string, cost: Cost | null, usage: TokenUsage | null): void {
    const row = this.#messages.find(id);
    if (!row) return;
    row.cost_usd = cost?.usd ?? null;
    row.cost_source = cost?.source ?? null;
    note(row, { costParts: cost?.parts });
    if (usage) setUsage(row, usage);
  }

  /** Puts grown answers together and checks finished ones. Returns those whose text does not fit its hash (now). */
  settle(): string[] {
    const damaged: string[] = [];
    for (const id of this.#grown) {
      const [row, answer] = [this.#messages.find(id), this.#answers.find(id)];
      if (!row || !answer) continue;
      row.content = assemble(answer.pieces);
      // The end has the reasoning whole, and counts more than any piece.
      if (!row.stamps['finished']) note(row, { reasoning: assemble(answer.reasoning_pieces) || null });
      if (answer.length === null) continue;
      if (row.content.length === answer.length && textHash(row.content) === answer.sha256) {
        // The text is whole and proven: its pieces are not needed any more, and late copies of them are ignored.
        this.#answers.delete(id);
        row.stamps['whole'] = [0, ''];
        delete row.metadata['damaged'];
      } else {
        row.metadata['damaged'] = true;
        damaged.push(id);
      }
    }
    this.#grown.clear();
    return damaged;
  }

  save(): void {
    this.#messages.save();
    this.#answers.save();
  }

  /** Removes what the database has of a conversation. */
  purgeConversation(id: string): void {
    this.#purge('conversation_id = ?', id);
  }

  purgeMessages(ids: readonly string[]): void {
    this.#purge('id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  }

  #purge(which: string, parameter: string): void {
    const numbers = this.#database.rows(`SELECT number FROM messages WHERE ${which}`, [parameter]).map((row) => Number(row['number']));
    if (numbers.length === 0) return;
    this.#search.purge(numbers);
    this.#database.run(`DELETE FROM answers WHERE message_id IN (SELECT id FROM messages WHERE ${which})`, [parameter]);
    this.#database.run(`DELETE FROM messages WHERE ${which}`, [parameter]);
  }

  dropChanges(): void {
    this.#grown.clear();
    this.#messages.dropChanges();
    this.#answers.dropChanges();
  }

  /** Makes the rows if there are none: the line that added the message may be damaged. */
  #touch(id: string, conversation: string, { at }: Stamp, active = true): MessageRow {
    this.#conversations.touch(conversation, at, active);
    const row = this.#messages.get(id, () => blank((this.#lastNumber += 1), id, conversation, at));
    if (!row.stamps['added']) row.created_at = Math.min(row.created_at, at);
    return row;
  }

  /** What is no answer (null) comes whole; a later version may have roles that go on in pieces from there, or that are ended as well. */
  #setWhole(row: MessageRow, text: string | null): void {
    const answer = this.#answers.find(row.id);
    if (answer) {
      if (text) answer.pieces[whole] = text;
      else delete answer.pieces[whole];
      this.#grown.add(row.id);
    } else if (!row.stamps['whole']) row.content = text ?? '';
    if (!row.stamps['finished']) row.state = text === null ? 'streaming' : 'complete';
  }

  #addPiece({ id, stamps, content }: MessageRow, start: number, text: string, { writer, at }: Stamp): void {
    if (stamps['whole']) return;
    // What is there before any piece has come whole.
    const pieces = (): AnswerRow['pieces'] => (content === '' ? {} : { [whole]: content });
    const answer = this.#answers.get(id, () => ({
      message_id: id,
      writer,
      touched_at: at,
      length: null,
      sha256: null,
      pieces: pieces(),
      reasoning_pieces: {},
    }));
    if (at > answer.touched_at || (at === answer.touched_at && writer > answer.writer)) {
      answer.writer = writer;
      answer.touched_at = at;
    }
    if (keepLonger(answer.pieces, start, text)) this.#grown.add(id);
  }

  /** With the piece of text that it came with, the answer has its row. */
  #addReasoning({ id }: MessageRow, { from, text }: { readonly from: number; readonly text: string }): void {
    const answer = this.#answers.find(id);
    if (answer && keepLonger(answer.reasoning_pieces, from, text)) this.#grown.add(id);
  }
}

/** A checkpoint that came twice, the second time with more: the longer one has it all. True when it is the new one. */
function keepLonger(pieces: Record<string, string>, start: number, text: string): boolean {
  const known = pieces[start] ?? '';
  if (text.length < known.length || (text.length === known.length && text <= known)) return false;
  pieces[start] = text;
  return true;
}

function assemble(pieces: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(pieces).map(([start, text]) => ({ start: start === whole ? 0 : Number(start), text }));
  return assembleText(sorted.sort((a, b) => a.start - b.start));
}

/** null: nothing was reported or counted. */
function setUsage(row: MessageRow, usage: TokenUsage | null): void {
  row.prompt_tokens = integerOrNull(usage?.promptTokens);
  row.completion_tokens = integerOrNull(usage?.completionTokens);
  row.total_tokens = row.prompt_tokens === null || row.completion_tokens === null ? null : row.prompt_tokens + row.completion_tokens;
  note(row, Object.fromEntries(optionalTokenCounts.map((name) => [name, usage?.[name]])));
}

/** Merges into the metadata; null and undefined take a field away. */
function note(row: MessageRow, fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined) delete row.metadata[name];
    else row.metadata[name] = value;
  }
}

const blank = (number: number, id: string, conversation_id: string, created_at: number): MessageRow => ({
  number,
  id,
  conversation_id,
  parent_id: null,
  role: 'assistant',
  content: '',
  prompt_tokens: null,
  completion_tokens: null,
  total_tokens: null,
  cost_usd: null,
  cost_source: null,
  latency_ms: null,
  ttft_ms: null,
  model_id: null,
  endpoint: null,
  created_at,
  state: 'streaming',
  metadata: {},
  deleted: 0,
  stamps: {},
});
