import { assembleText } from './assembleText.ts';
import type { ConversationRows } from './conversationRows.ts';
import type { BodyOf, Stamp } from '../log/operations.ts';
import type { Registers } from './registers.ts';
import { integerOrNull, type SqlDatabase } from './sqlDatabase.ts';
import { textHash } from '../log/textHash.ts';

/** Folds message operations into the tables `messages`, `answers` and `pieces`. */
export class MessageRows {
  readonly #database: SqlDatabase;
  readonly #registers: Registers;
  readonly #conversations: ConversationRows;
  /** Answers whose text must be put together again. */
  readonly #grown = new Set<string>();

  constructor(database: SqlDatabase, registers: Registers, conversations: ConversationRows) {
    this.#database = database;
    this.#registers = registers;
    this.#conversations = conversations;
  }

  added(body: BodyOf<'message.added'>, stamp: Stamp): void {
    const id = body.message;
    this.#touch(id, body.conversation, stamp);
    if (body.role === 'assistant') this.#addPiece(id, 0, body.text, stamp);
    if (!this.#registers.wins('message', id, 'added', stamp)) return;
    this.#database.run(
      `UPDATE messages SET conversation_id = ?, parent_id = ?, role = ?, model_id = ?, created_at = ?,
         metadata = json_set(metadata, '$.attachments', json(?)) WHERE id = ?`,
      [body.conversation, body.parent, body.role, body.model, body.createdAt, JSON.stringify(body.attachments), id],
    );
    if (body.role === 'user') this.#setWhole(id, body.text);
  }

  appended(body: BodyOf<'message.appended'>, stamp: Stamp): void {
    this.#touch(body.message, body.conversation, stamp);
    this.#addPiece(body.message, body.from, body.text, stamp);
  }

  finished(body: BodyOf<'message.finished'>, stamp: Stamp): void {
    const id = body.message;
    this.#touch(id, body.conversation, stamp);
    this.#addPiece(id, 0, '', stamp);
    if (!this.#registers.wins('message', id, 'finished', stamp)) return;
    const { usage } = body;
    const promptTokens = integerOrNull(usage?.promptTokens);
    const completionTokens = integerOrNull(usage?.completionTokens);
    const metadata = {
      finishReason: body.finishReason,
      failure: body.failure,
      servedModelId: body.servedModel,
      provider: body.provider,
      reasoning: body.reasoning,
      cachedTokens: usage?.cachedTokens ?? null,
      reasoningTokens: usage?.reasoningTokens ?? null,
    };
    this.#database.run(
      `UPDATE messages SET state = ?, latency_ms = ?, ttft_ms = ?, prompt_tokens = ?, completion_tokens = ?, total_tokens = ?,
         metadata = json_patch(metadata, ?) WHERE id = ?`,
      [
        body.state,
        integerOrNull(body.latencyMs),
        integerOrNull(body.firstTokenMs),
        promptTokens,
        completionTokens,
        promptTokens === null || completionTokens === null ? null : promptTokens + completionTokens,
        JSON.stringify(metadata),
        id,
      ],
    );
    this.#database.run('UPDATE answers SET length = ?, sha256 = ? WHERE message_id = ?', [body.length, body.sha256, id]);
    this.#grown.add(id);
  }

  changed({ message: id, conversation, set }: BodyOf<'message.changed'>, stamp: Stamp): void {
    this.#touch(id, conversation, stamp, false);
    if (set.deleted !== undefined && this.#registers.wins('message', id, 'deleted', stamp))
      this.#database.run('UPDATE messages SET deleted = ? WHERE id = ?', [Number(set.deleted), id]);
  }

  /** Puts grown answers together and checks finished ones. Returns those whose text does not fit its hash (now). */
  settle(): string[] {
    const damaged: string[] = [];
    for (const id of this.#grown) {
      const [answer] = this.#database.rows('SELECT length, sha256 FROM answers WHERE message_id = ?', [id]);
      if (!answer) continue;
      const pieces = this.#database.rows('SELECT start, text FROM pieces WHERE message_id = ? ORDER BY start', [id]);
      const text = assembleText(
        pieces.map((piece) => ({ start: Number(piece['start']), text: JSON.parse(String(piece['text'])) as string })),
      );
      this.#database.run('UPDATE messages SET content = ? WHERE id = ?', [text, id]);
      if (answer['length'] === null) continue;
      if (text.length === answer['length'] && textHash(text) === answer['sha256']) {
        this.#close(id);
      } else {
        this.#database.run(`UPDATE messages SET metadata = json_set(metadata, '$.damaged', json('true')) WHERE id = ?`, [id]);
        damaged.push(id);
      }
    }
    this.#grown.clear();
    return damaged;
  }

  forget(): void {
    this.#grown.clear();
  }

  /** A message of the person comes in one piece. */
  #setWhole(id: string, text: string): void {
    this.#database.run(`UPDATE messages SET content = ?, state = iif(state = 'streaming', 'complete', state) WHERE id = ?`, [text, id]);
  }

  /** The text is whole and proven: its pieces are not needed any more, and late copies of them are ignored. */
  #close(id: string): void {
    this.#database.run('DELETE FROM pieces WHERE message_id = ?', [id]);
    this.#database.run('DELETE FROM answers WHERE message_id = ?', [id]);
    this.#database.run(`INSERT OR IGNORE INTO stamps (kind, id, field, lc, writer) VALUES ('message', ?, 'whole', 0, '')`, [id]);
    this.#database.run(`UPDATE messages SET metadata = json_remove(metadata, '$.damaged') WHERE id = ?`, [id]);
  }

  /** Makes the rows if there are none: the line that added the message may be damaged. */
  #touch(id: string, conversation: string, { at }: Stamp, active = true): void {
    this.#conversations.touch(conversation, at, active);
    this.#database.run(
      `INSERT INTO messages (id, conversation_id, created_at) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET created_at = min(created_at, ?3)
       WHERE NOT EXISTS (SELECT 1 FROM stamps WHERE kind = 'message' AND stamps.id = ?1 AND field = 'added')`,
      [id, conversation, at],
    );
  }

  #addPiece(id: string, start: number, text: string, stamp: Stamp): void {
    const open = this.#database.run(
      `INSERT INTO answers (message_id, writer, touched_at)
         SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM stamps WHERE kind = 'message' AND stamps.id = ?1 AND field = 'whole')
       ON CONFLICT DO UPDATE SET
         writer = iif((touched_at, writer) < (excluded.touched_at, excluded.writer), excluded.writer, writer),
         touched_at = max(touched_at, excluded.touched_at)`,
      [id, stamp.writer, stamp.at],
    );
    if (open === 0 || text === '') return;
    // A checkpoint that came twice, the second time with more: the longer one has it all.
    this.#database.run(
      `INSERT INTO pieces (message_id, start, text) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET text = excluded.text WHERE (length(excluded.text), excluded.text) > (length(text), text)`,
      [id, start, JSON.stringify(text)],
    );
    this.#grown.add(id);
  }
}
