/** What stands in an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html), and beside its frame. */
export type StreamItem =
  | { readonly type: 'comment' }
  /** `name` is empty for an ordinary event; `data` may be empty, too. */
  | { readonly type: 'event'; readonly name: string; readonly data: string }
  /** A line that is no field of an event stream: where servers put what went wrong. */
  | { readonly type: 'stray'; readonly line: string };

const fields: ReadonlySet<string> = new Set(['data', 'event', 'id', 'retry']);

/**
 * From bytes to events, wherever the bytes are cut. Unlike the specification it keeps lines that are no field, and the last event counts
 * although no blank line follows.
 */
export class EventStreamReader {
  readonly #maxLength: number;
  /** Without the byte order mark. */
  readonly #utf8 = new TextDecoder();
  /** Pieces of the line that is not complete, joined once: appending to it would take the square of its length. */
  #line: string[] = [];
  #data: string[] = [];
  #name = '';
  /** Characters of the event that is not complete. */
  #length = 0;
  #skipsLineFeed = false;
  #items: StreamItem[] = [];
  /** True from an event on that is longer than the limit: nothing is read any more. */
  overflowed = false;

  /** `maxLength`: characters of one event. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  feed(bytes: Uint8Array): readonly StreamItem[] {
    this.#read(this.#utf8.decode(bytes, { stream: true }));
    return this.#taken();
  }

  /** The bytes have ended: so has the last event. */
  end(): readonly StreamItem[] {
    this.#read(`${this.#utf8.decode()}\n\n`);
    return this.#taken();
  }

  #taken(): readonly StreamItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #read(text: string): void {
    if (this.overflowed || text === '') return;
    const lineEnd = /\r\n|\r|\n/g;
    let from = this.#skipsLineFeed && text.startsWith('\n') ? 1 : 0;
    lineEnd.lastIndex = from;
    for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
      this.#hold(text.slice(from, match.index));
      this.#endLine();
      from = lineEnd.lastIndex;
    }
    // The other half of this line end may be on its way.
    this.#skipsLineFeed = text.endsWith('\r');
    this.#hold(text.slice(from));
  }

  #hold(part: string): void {
    if (part === '') return;
    this.#length += part.length;
    if (this.#length > this.#maxLength) this.#overflow();
    else this.#line.push(part);
  }

  #endLine(): void {
    const line = this.#line.join('');
    this.#line = [];
    if (line === '') {
      this.#endEvent();
    } else if (line.startsWith(':')) {
      this.#length -= line.length;
      this.#items.push({ type: 'comment' });
    } else {
      this.#field(line);
    }
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') {
      this.#data.push(value);
      return;
    }
    this.#length -= line.length;
    if (name === 'event') this.#name = value.trim();
    else if (!fields.has(name)) this.#items.push({ type: 'stray', line });
  }

  #endEvent(): void {
    if (this.#data.length > 0 || this.#name !== '') this.#items.push({ type: 'event', name: this.#name, data: this.#data.join('\n') });
    this.#data = [];
    this.#name = '';
    this.#length = 0;
  }

  #overflow(): void {
    this.overflowed = true;
    this.#line = [];
    this.#data = [];
  }
}
