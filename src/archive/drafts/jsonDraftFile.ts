import { dirname } from 'node:path';
import * as z from 'zod';
import type { ConversationDraft, DraftFile } from '../../core/ports/draftFile.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import { replaceFile, temporaryPath } from '../disk/temporaryFile.ts';

/** Bytes; a larger file was not written by this program. */
const longestFile = 256 * 1024 * 1024;

const attachment = z.object({
  kind: z.enum(['selection', 'text']),
  name: z.string(),
  language: z.string().exactOptional(),
  firstLine: z.int().positive().exactOptional(),
  lastLine: z.int().positive().exactOptional(),
  text: z.string(),
});

/** A later version may attach what this one does not know: the rest of the draft stays. */
const attachments = z
  .array(z.unknown())
  .transform((values) => values.flatMap((value): Attachment | readonly Attachment[] => attachment.safeParse(value).data ?? []));

const prepared = z.object({ text: z.string(), attachments });
/** Of any length, as in the log: what was written must be read again, or all drafts are lost. */
const id = z.string().min(1);
/** ms since the epoch, up to the last moment that a Date can name. Anything else says nothing of when it was, and costs no draft. */
const time = z.int().nonnegative().max(8.64e15).catch(0);

const draft = prepared.extend({
  editing: z.object({ entry: id, conversation: id, aside: prepared }).nullable(),
  requestId: z.uuid().nullable(),
});

const conversationDraft = z.object({
  conversationId: id.nullable(),
  draft: draft.nullable(),
  draftAt: time,
  tip: id.nullable(),
  tipAt: time,
});

const content = z.object({ conversations: z.array(conversationDraft) });

interface JsonDraftFileOptions {
  readonly files: FilePort;
  /** Absolute path; its folder is made at the first writing. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly logger: Logger;
}

/** The drafts of all conversations as one small JSON file, for this user only, replaced as a whole. */
export class JsonDraftFile implements DraftFile {
  readonly #files: FilePort;
  readonly #path: string;
  readonly #clock: JsonDraftFileOptions['clock'];
  readonly #logger: Logger;

  constructor({ files, path, clock, logger }: JsonDraftFileOptions) {
    this.#files = files;
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  async read(): Promise<readonly ConversationDraft[]> {
    const size = await this.#files.size(this.#path);
    if (size === undefined) return [];
    const found = size > longestFile ? null : parsed(await this.#readText());
    if (found === null) await this.#setAside();
    return found ?? [];
  }

  async write(conversations: readonly ConversationDraft[]): Promise<void> {
    const folder = dirname(this.#path);
    await this.#files.makeFolder(folder);
    await replaceFile({
      files: this.#files,
      clock: this.#clock,
      temporary: temporaryPath(folder, 'drafts', this.#clock.now()),
      path: this.#path,
      content: [Buffer.from(JSON.stringify({ conversations }))],
    });
  }

  /** Undefined when it went away meanwhile. */
  async #readText(): Promise<string | undefined> {
    try {
      return (await this.#files.readAll(this.#path)).toString('utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #setAside(): Promise<void> {
    const keptAs = this.#path.replace(/(\.json)?$/, `.damaged-${this.#clock.now()}.json`);
    this.#logger.warn('drafts.damaged', { keptAs });
    await this.#files.rename(this.#path, keptAs);
  }
}

/** null: damaged. */
function parsed(text: string | undefined): readonly ConversationDraft[] | null {
  if (text === undefined) return [];
  try {
    const result = content.safeParse(JSON.parse(text));
    return result.success ? result.data.conversations : null;
  } catch {
    return null;
  }
}
