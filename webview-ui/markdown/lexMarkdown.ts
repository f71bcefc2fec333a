import { Lexer, type Links, type MarkedOptions, type Rules, type Token, type TokensList } from 'marked';
import { readFormula, readNote } from './blockExtensions.ts';
import { markdownRules } from './blockRules.ts';
import { restoreTabs } from './codeTabs.ts';
import { collectDefinitions } from './inline/definitions.ts';
import { parseInline } from './inline/parseInline.ts';
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

  constructor() {
    super(options);
    tokenizer.rules = rules ??= markdownRules(tokenizer.rules);
  }

  override lex(source: string): TokensList {
    this.blockTokens(source, this.tokens);
    for (const { src } of this.inlineQueue) collectDefinitions(src, this.tokens.links);
    for (const { src, tokens } of this.inlineQueue) for (const token of parseInline(src, this.tokens.links)) tokens.push(token);
    this.inlineQueue = [];
    for (const token of this.tokens) restoreTabs(token);
    return this.tokens;
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
 */
export function lexMarkdown(source: string, links: Links): TokensList {
  const lexer = new BlockLexer();
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(source);
}
