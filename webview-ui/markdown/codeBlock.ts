import { t } from '../../src/shared/l10n/t.ts';
import { appendText } from './controls.ts';

/**
 * Code stands in chunks, each a block of its own: appending to one long run of text costs layout in proportion to its length, and a chunk
 * out of sight need not be laid out at all. A line longer than MAX_CHUNK_LENGTH is broken for display.
 */
const LINES_PER_CHUNK = 64;
const MAX_CHUNK_LENGTH = 8192;

/** Writes text into a `code` element, chunk by chunk. Where chunks begin depends on the text alone, not on the steps in which it comes. */
export class CodeWriter {
  readonly #code: Node;
  #chunk: HTMLElement | undefined;
  #lines = 0;
  #length = 0;

  constructor(code: Node) {
    this.#code = code;
  }

  append(text: string, className = ''): void {
    let from = 0;
    while (from < text.length) {
      const chunk = this.#openChunk(text.charCodeAt(from));
      let to = from;
      while (to < text.length && this.#lines < LINES_PER_CHUNK && this.#length < MAX_CHUNK_LENGTH) {
        const lineBreak = text.indexOf('\n', to);
        const stop = Math.min(lineBreak < 0 ? text.length : lineBreak + 1, to + MAX_CHUNK_LENGTH - this.#length);
        this.#length += stop - to;
        if (stop === lineBreak + 1) this.#lines++;
        to = stop;
      }
      if (to === from) to = from + 1;
      appendText(chunk, text.slice(from, to), className);
      from = to;
    }
  }

  /** A surrogate pair stays in one chunk. */
  #openChunk(nextUnit: number): HTMLElement {
    const full = this.#lines === LINES_PER_CHUNK || (this.#length >= MAX_CHUNK_LENGTH && (nextUnit & 0xfc00) !== 0xdc00);
    if (this.#chunk && !full) return this.#chunk;
    if (this.#lines === LINES_PER_CHUNK) this.#chunk?.classList.add('full');
    this.#chunk = document.createElement('span');
    this.#chunk.className = 'chunk';
    this.#code.appendChild(this.#chunk);
    this.#lines = 0;
    this.#length = 0;
    return this.#chunk;
  }
}

export interface CodeBlock {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
  readonly writer: CodeWriter;
}

/** An empty block of code with its bar: language and "Copy". */
export function createCodeBlock(language: string): CodeBlock {
  const label = create('span', 'code-language', language || 'text');
  const copy = create('button', 'code-copy', t('Copy'));
  copy.type = 'button';
  const bar = create('div', 'code-bar');
  bar.append(label, copy);
  const code = create('code');
  if (language) code.className = `language-${language}`;
  const pre = create('pre');
  pre.tabIndex = 0;
  pre.append(code);
  const element = create('div', 'code');
  element.dir = 'ltr';
  element.append(bar, pre);
  return { element, code, writer: new CodeWriter(code) };
}

function create<Name extends keyof HTMLElementTagNameMap>(name: Name, className = '', text = ''): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
