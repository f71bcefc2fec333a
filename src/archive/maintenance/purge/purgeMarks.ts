import { isRecord } from '../../../shared/values/isRecord.ts';
import { type PurgedIds, subjectOf } from '../../log/purgedIds.ts';
import { ByteSearch } from './byteSearch.ts';
import { contentOf, purgedMark } from './contentRecord.ts';
import { TextNeedles, type TextNeedle } from './textNeedles.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

const namedConversations = /"conversation":"((?:[^"\\]|\\.)*)"/g;

/**
 * By what the remains of conversations and messages are recognised where no checksum says whose they are: ids, and pieces of the texts.
 * Learned from the records while they are whole. What an interrupted purge left half done counts as well.
 */
export class PurgeMarks {
  readonly #purged: PurgedIds;
  /** As they stand in records. */
  readonly #names: Set<string>;
  readonly #texts = new TextNeedles();
  #search: MarkSearch | null = null;

  constructor(purged: PurgedIds) {
    this.#purged = purged;
    // A message is known by more than its id, which may be that of its conversation.
    this.#names = new Set([...[...purged.conversations].map(inJson), ...[...purged.messages].map((id) => `"message":"${inJson(id)}"`)]);
  }

  get needles(): readonly TextNeedle[] {
    return this.#texts.all;
  }

  isContent(json: unknown): boolean {
    const subject = contentOf(json);
    return subject !== undefined && this.#purged.covers(subject);
  }

  /** Takes the marks of a record that is about what is purged. */
  learn(json: unknown): void {
    if (!isRecord(json)) return;
    const { t, conversation } = json;
    if (typeof t !== 'string' || typeof conversation !== 'string') return;
    const subject = subjectOf({ ...json, t, conversation });
    if (!this.#purged.covers(subject)) return;
    this.#search = null;
    const { message } = subject;
    if (message !== undefined && (message !== conversation || this.#purged.conversations.has(conversation)))
      this.#names.add(inJson(message));
    if (this.isContent(json)) this.#texts.learn(json);
  }

  /** Where marks stand in bytes that are no sound record; none when the bytes are about something else. */
  spansIn(bytes: Buffer): Span[] {
    this.#search ??= new MarkSearch(this.#names, this.#texts.all);
    const { ids, texts } = this.#search.spansIn(bytes);
    if (ids.length > 0) return ids;
    return texts.length > 0 && !this.#namesAnother(bytes) ? texts : [];
  }

  /** The same words may stand in a damaged line of another conversation: it is not ours to erase. */
  #namesAnother(bytes: Buffer): boolean {
    return [...bytes.toString('utf8').matchAll(namedConversations)].some(([, id = '']) => !this.#purged.conversations.has(id));
  }
}

const inJson = (id: string): string => JSON.stringify(id).slice(1, -1);

class MarkSearch {
  readonly #patterns: readonly Buffer[];
  readonly #idCount: number;
  readonly #search: ByteSearch;

  constructor(names: ReadonlySet<string>, needles: readonly TextNeedle[]) {
    const idPatterns = [purgedMark, ...[...names].filter((name) => name !== '').map((name) => Buffer.from(name))];
    this.#idCount = idPatterns.length;
    this.#patterns = [...idPatterns, ...needles.flatMap(({ patterns }) => patterns)];
    this.#search = new ByteSearch(this.#patterns);
  }

  spansIn(bytes: Buffer): { readonly ids: Span[]; readonly texts: Span[] } {
    const ids: Span[] = [];
    const texts: Span[] = [];
    this.#search.scan(bytes, (pattern, at) => {
      (pattern < this.#idCount ? ids : texts).push({ start: at, end: at + (this.#patterns[pattern]?.length ?? 0) });
    });
    return { ids, texts };
  }
}
