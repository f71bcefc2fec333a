import type { ChunkContent } from './chunk.ts';

/** Tells what is new in a message that a server sends whole, beside or behind the pieces of the same message. */
export class WholeMessage {
  #text = '';
  #reasoning = '';
  /** True when pieces came as pieces: a message is a repetition then. */
  #hasPieces = false;

  /** A piece, which is new as it is. */
  piece(content: ChunkContent): ChunkContent {
    this.#hasPieces ||= content.text !== '' || content.reasoning !== '';
    return this.#added(content);
  }

  /** `isFinished`: it came with the reason of the end. Before that, some servers send pieces in the place of a message. */
  whole(content: ChunkContent, isFinished: boolean): ChunkContent {
    const isRepetition = this.#hasPieces || isFinished;
    return this.#added({
      ...content,
      text: isRepetition ? this.#new(this.#text, content.text) : content.text,
      reasoning: isRepetition ? this.#new(this.#reasoning, content.reasoning) : content.reasoning,
    });
  }

  /** What a whole adds to its beginning. One that does not begin so is another wording of it, unless all of it is pieces. */
  #new(known: string, whole: string): string {
    if (whole.startsWith(known)) return whole.slice(known.length);
    return this.#hasPieces ? '' : whole;
  }

  #added(content: ChunkContent): ChunkContent {
    this.#text += content.text;
    this.#reasoning += content.reasoning;
    return content;
  }
}
