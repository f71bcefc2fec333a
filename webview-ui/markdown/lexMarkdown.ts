import { Lexer, type Links, type MarkedOptions, type Rules, type Token, type Tokens, type TokensList } from 'marked';
import { readFormula, readNote } from './blockExtensions.ts';
import { markdownRules } from './blockRules.ts';
import { restoreTabs } from './codeTabs.ts';
import { collectDefinitions } from './inline/definitions.ts';
import { parseGrowingInline, parseInline } from './inline/parseInline.ts';
import { MarkdownTokenizer } from './markdownTokenizer.ts';

/** Deeper than any real answer; without a bound, ten thousand `>` on one line overflow the stack of the lexer. */
const MAX_DEPTH = 24;

const tokenizer = new MarkdownTokenizer();
/** Made from marked's own, which only a lexer gives to a tokenizer. */
let rules: Rules | undefined;
const options: MarkedOptions = { gfm: true, tokenizer, extensions: { renderers: {}, childTokens: {}, block: [readNote, readFormula] } };

/** marked's lexer for blocks, with a bound for what no person writes; what stands in them is read by `parseInline`. */
class BlockLexer extends Lexer {
  #depth = 0;
  readonly #growing: boolean;

  constructor(growing: boolean) {
    super(options);
    this.#growing = growing;
    tokenizer.rules = rules ??= markdownRules(tokenizer.rules);
  }

  override lex(source: string): TokensList {
    this.blockTokens(source, this.tokens);
    for (const { src } of this.inlineQueue) collectDefinitions(src, this.tokens.links);
    const last = this.#growing ? this.tokens.at(-1) : undefined;
    const growing = last && growingTokens(last);
    for (const { src, tokens } of this.inlineQueue) {
      if (tokens !== growing) for (const token of parseInline(src, this.tokens.links)) tokens.push(token);
      else Object.assign(last ?? {}, { isProvisional: this.#parseGrowing(src, tokens) });
    }
    this.inlineQueue = [];
    for (const token of this.tokens) restoreTabs(token);
    return this.tokens;
  }

  #parseGrowing(source: string, into: Token[]): boolean {
    const { tokens, isProvisional } = parseGrowingInline(source, this.tokens.links);
    for (const token of tokens) into.push(token);
    return isProvisional;
  }

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
}

/**
 * Splits Markdown into block tokens with their inline tokens.
 *
 * @param links reference definitions known from elsewhere in the text. Those found in `source` are not added to it, but are in `links` of the
 * result, beside the known ones.
 * @param growing more text will come: what the last block has begun in its text is read as if it were closed.
 */
export function lexMarkdown(source: string, links: Links, growing = false): TokensList {
  const lexer = new BlockLexer(growing);
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(source);
}

/** Was the block read as it will be rather than as it is? */
export const isProvisional = (token: Token): boolean => 'isProvisional' in token && token.isProvisional === true;

/** Where the tokens of the text go that a block ends with, if more may come to it. */
function growingTokens(token: Token): Token[] | undefined {
  switch (token.type) {
    case 'paragraph':
    case 'text':
      return (token as Tokens.Paragraph).tokens;
    case 'heading':
      return token.raw.endsWith('\n') ? undefined : (token as Tokens.Heading).tokens;
    case 'table':
      return growingCell(token as Tokens.Table)?.tokens;
    case 'list':
      return growingIn((token as Tokens.List).items.at(-1)?.tokens);
    case 'blockquote':
      return growingIn((token as Tokens.Blockquote).tokens);
    default:
      return undefined;
  }
}

function growingIn(tokens: readonly Token[] | undefined): Token[] | undefined {
  const last = tokens?.at(-1);
  return last && growingTokens(last);
}

/** The row is filled up with empty cells. */
function growingCell({ raw, rows }: Tokens.Table): Tokens.TableCell | undefined {
  return /[|\n][ \t]*$/.test(raw) ? undefined : rows.at(-1)?.findLast(({ text }) => text !== '');
}
