import { isRecord } from '../../shared/values/isRecord.ts';
import { hasError } from '../errors/wireError.ts';
import { parseJson } from '../values/parseJson.ts';

/** What a line beside the frame of an event stream says; `body` as `readWireError` or the chunk schema take it. */
export interface StraySaying {
  readonly type: 'error' | 'chunk';
  readonly body: unknown;
}

/** Characters that are kept of a document over several lines: as much as an answer that was not streamed may have. */
const longestDocument = 8 * 1024 * 1024;

/** Lines of an event stream that are none of its fields. */
export class StrayLines {
  #document: string[] = [];
  #length = 0;

  /** Undefined for a line that says nothing by itself. */
  take(line: string): StraySaying | undefined {
    const [, words] = /^error\s*:(.*)$/is.exec(line) ?? [];
    if (words !== undefined) {
      const json = parseJson(words);
      return { type: 'error', body: hasError(json) ? json : { error: json ?? words.trim() } };
    }
    const json = parseJson(line);
    if (hasError(json)) return { type: 'error', body: json };
    if (isRecord(json) && (Array.isArray(json['choices']) || isRecord(json['usage']))) return { type: 'chunk', body: json };
    this.#length += line.length;
    if (this.#length <= longestDocument) this.#document.push(line);
    return undefined;
  }

  /** What all lines together are, where it is an error or an answer in JSON; undefined otherwise. */
  get document(): unknown {
    const json = this.#document.length > 1 ? parseJson(this.#document.join('\n')) : undefined;
    return hasError(json) || (isRecord(json) && Array.isArray(json['choices'])) ? json : undefined;
  }
}
