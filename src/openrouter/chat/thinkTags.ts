/** A piece of an answer, told apart. */
export interface TaggedPiece {
  readonly reasoning: string;
  readonly text: string;
}

const names = ['think', 'thinking'];
const openingTag = /^<(think|thinking)>/i;

/** Characters of space that are held back; with more of them the time would grow with the square of what comes. */
const mostHeld = 4096;

/**
 * Models that think aloud behind a server that does not tell it apart write their thoughts between `<think>` tags, before the answer. Only
 * what stands before its first word is looked at: a tag further down is text, in code most of all.
 */
export class ThinkTags {
  #place: 'before' | 'thinking' | 'answer' = 'before';
  /** What cannot be told yet: space, and the beginning of a tag. */
  #held = '';
  #closingTag = '';
  #isFirstWord = true;
  /** Space before the answer belongs to it, unless thoughts stand before that. */
  #hasThoughts = false;

  feed(piece: string): TaggedPiece {
    this.#held += piece;
    let reasoning = '';
    if (this.#isAt('before')) this.#open();
    while (this.#isAt('thinking')) {
      reasoning += this.#think();
      if (this.#isAt('thinking')) break;
      this.#open();
    }
    return { reasoning, text: this.#isAt('answer') ? this.#release() : '' };
  }

  /** The answer has ended: what was held back is what it looks like. */
  end(): TaggedPiece {
    const held = this.#release();
    if (this.#isAt('thinking')) return { reasoning: this.#thought(held), text: '' };
    return { reasoning: '', text: held.trim() === '' ? '' : held };
  }

  #isAt(place: 'before' | 'thinking' | 'answer'): boolean {
    return this.#place === place;
  }

  #release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #open(): void {
    const start = this.#held.trimStart();
    const [tag, name = ''] = openingTag.exec(start) ?? [];
    if (tag !== undefined) {
      this.#held = start.slice(tag.length);
      this.#closingTag = `</${name.toLowerCase()}>`;
      this.#isFirstWord = true;
      this.#place = 'thinking';
    } else if (this.#held.length > mostHeld || (start !== '' && !names.some((whole) => isBeginning(start, `<${whole}>`)))) {
      if (this.#hasThoughts) this.#held = start;
      this.#place = 'answer';
    }
  }

  #think(): string {
    const end = indexOfTag(this.#held, this.#closingTag);
    if (end !== -1) {
      const thought = this.#thought(this.#held.slice(0, end));
      this.#held = this.#held.slice(end + this.#closingTag.length);
      this.#hasThoughts = true;
      this.#place = 'before';
      return thought;
    }
    // Space may be that before the closing tag, whose beginning may be here.
    const known = this.#held.slice(0, this.#held.length - partialLength(this.#held, this.#closingTag)).trimEnd();
    this.#held = this.#held.slice(known.length);
    if (this.#held.length > mostHeld) this.#held = this.#held.trimStart();
    return this.#thought(known);
  }

  /** Without the space around thoughts; with an empty line between those of two pairs of tags. */
  #thought(held: string): string {
    const thought = held.trimEnd();
    if (!this.#isFirstWord || thought === '') return thought;
    this.#isFirstWord = false;
    return `${this.#hasThoughts ? '\n\n' : ''}${thought.trimStart()}`;
  }
}

function isBeginning(text: string, word: string): boolean {
  return text.length < word.length && word.startsWith(text.toLowerCase());
}

/** Position of a tag in any case. The text as a whole is not changed: some characters have more than one in lower case. */
function indexOfTag(text: string, tag: string): number {
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1))
    if (text.slice(at, at + tag.length).toLowerCase() === tag) return at;
  return -1;
}

/** Characters at the end of a text that are the beginning of a tag. */
function partialLength(text: string, tag: string): number {
  const at = text.lastIndexOf('<');
  return at !== -1 && isBeginning(text.slice(at), tag) ? text.length - at : 0;
}
