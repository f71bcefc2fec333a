import { Lexer, type Links, type MarkedOptions, type Token, type TokensList } from 'marked';

/** Deeper than any real answer; without a bound, ten thousand `>` or `**a` on one line overflow the stack of the lexer. */
const MAX_DEPTH = 24;

/**
 * More marks of emphasis than this in one run of text, and they stay text: looking for the end of each costs their number squared, and a
 * few kB of `**a ` would take seconds.
 */
const MAX_EMPHASIS_MARKS = 100;
const EMPHASIS_MARK = /[*~]+|(?<!\w)_+|_+(?!\w)/g;

const options: MarkedOptions = { gfm: true };

/** marked's lexer, with bounds for what no person writes. */
class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens(source: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(source: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList;
  override blockTokens(source: string, tokens: Token[] = [], lastParagraphClipped = false): Token[] {
    if (this.#depth === MAX_DEPTH) {
      tokens.push({ type: 'paragraph', raw: source, text: source, tokens: this.inline(source) });
      return tokens;
    }
    this.#depth++;
    super.blockTokens(source, tokens, lastParagraphClipped);
    this.#depth--;
    return tokens;
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (this.#depth === MAX_DEPTH || hasTooManyMarks(source)) {
      tokens.push({ type: 'text', raw: source, text: source, escaped: false });
      return tokens;
    }
    this.#depth++;
    super.inlineTokens(source, tokens);
    this.#depth--;
    return tokens;
  }
}

function hasTooManyMarks(source: string): boolean {
  return source.length > 2 * MAX_EMPHASIS_MARKS && (source.match(EMPHASIS_MARK)?.length ?? 0) > MAX_EMPHASIS_MARKS;
}

/**
 * Splits Markdown (GFM) into block tokens with their inline tokens.
 *
 * @param links reference definitions known from elsewhere in the text. Those found in `source` are not added to it, but are in `links` of the
 * result, beside the known ones.
 */
export function lexMarkdown(source: string, links: Links): TokensList {
  const lexer = new BoundedLexer(options);
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(source);
}
