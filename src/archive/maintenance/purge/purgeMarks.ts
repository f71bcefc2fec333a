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
  readonly #purged: ReadonlySet<string>;
  readonly #ids: Set<string>;
  readonly #texts = new TextNeedles();
  #search: MarkSearch | null = null;

  /** `purged`: conversations and messages. */
  constructor(purged: ReadonlySet<string>) {
    this.#purged = purged;
    this.#ids = new Set(purged);
  }

  get needles(): readonly TextNeedle[] {
    return this.#texts.all;
  }

  isContent(json: unknown): boolean {
    return contentOf(json).some((id) => this.#purged.has(id));
  }

  /** Takes the marks of a record that is about what is purged. */
  learn(json: unknown): void {
    if (typeof json !== 'object' || json === null || !('t' in json && 'conversation' in json)) return;
    const { t, conversation } = json;
    if (typeof t !== 'string' || typeof conversation !== 'string') return;
    if (!this.#purged.has(conversation) && !this.isContent(json)) return;
    this.#search = null;
    // A fork names a message of its origin.
    if (!t.startsWith('conversation.') && 'message' in json && typeof json.message === 'string') this.#ids.add(json.message);
    if (this.isContent(json)) this.#texts.learn(json);
  }

  /** Where marks stand in bytes that are no sound record; none when the bytes are about something else. */
  spansIn(bytes: Buffer): Span[] {
    this.#search ??= new MarkSearch(this.#ids, this.#texts.all);
    const { ids, texts } = this.#search.spansIn(bytes);
    if (ids.length > 0) return ids;
    return texts.length > 0 && !this.#namesAnother(bytes) ? texts : [];
  }

  /** The same words may stand in a damaged line of another conversation: it is not ours to erase. */
  #namesAnother(bytes: Buffer): boolean {
    return [...bytes.toString('utf8').matchAll(namedConversations)].some(([, id = '']) => !this.#purged.has(id));
  }
}

class MarkSearch {
  readonly #patterns: readonly Buffer[];
  readonly #idCount: number;
  readonly #search: ByteSearch;

  constructor(ids: ReadonlySet<string>, needles: readonly TextNeedle[]) {
    const idPatterns = [purgedMark, ...[...ids].filter((id) => id !== '').map((id) => Buffer.from(JSON.stringify(id).slice(1, -1)))];
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
