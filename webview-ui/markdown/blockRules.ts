import { Lexer, type Rules } from 'marked';

/** What does not begin a quotation though it begins with its sign: ">= 5", ">5 years", ">>> print()". */
const NO_QUOTE = '(?![=\\d]|>>)';
const QUOTE = ` {0,3}>${NO_QUOTE}`;
const RULE = / {0,3}(?:(?:-[\t ]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})(?:\n|$)/.source;
const HEADING = / {0,3}#{1,6}[ \t]+[^ \t\n]/.source;
const FENCE = / {0,3}(?:`{3,}(?=[^`\n]*(?:\n|$))|~~~)[^\n]*(?:\n|$)/.source;
const LIST = / {0,3}(?:[*+-]|1[.)])[ \t]+[^ \t\n]/.source;
const NOTE = / {0,3}\[\^[^\]\s]{1,100}\]:/.source;
/** A formula of several lines: its own end is not on its first line. */
const FORMULA = / {0,3}(?:\\\[(?![^\n]*\\\])|\$\$(?![^\n]*\$\$))/.source;

const { gfm } = Lexer.rules.block;
/** A second line of dashes alone is none of a table. */
const TABLE = `(?=[^\\n]*\\n[^\\n]*[|:])${gfm.table.source.replace(/^\^/, '')}`;
const NOTHING = /(?!)/;

export const beginsNote = new RegExp(`^${NOTE}`);
export const beginsFormula = new RegExp(`^${FORMULA}`);

/**
 * The rules of marked for blocks, but for those that take what people write for something else: definitions of links and HTML are text, and so
 * are signs with nothing behind them. The reasons are in docs/markdown.md.
 */
const block: Rules['block'] = {
  ...gfm,
  def: NOTHING,
  html: NOTHING,
  heading: /^ {0,3}(#{1,6})(?=[ \t]+[^ \t\n])(.*)(?:\n+|$)/,
  blockquote: new RegExp(gfm.blockquote.source.replace('{0,3}> ?', `{0,3}>${NO_QUOTE} ?`)),
  paragraph: new RegExp(
    `^([^\\n]+(?:\\n(?!${[RULE, HEADING, QUOTE, FENCE, LIST, NOTE, FORMULA, TABLE, '[ \\t]+\\n'].join('|')})[^\\n]+)*)`,
  ),
};

const quoteWithin = [0, 1, 2, 3].map((indent) => new RegExp(`^ {0,${indent}}>${NO_QUOTE}`));

/** The rules for a lexer, made from those of marked. */
export function markdownRules({ other, inline }: Rules): Rules {
  return {
    inline,
    block,
    other: {
      ...other,
      blockquoteStart: new RegExp(`^${QUOTE}`),
      blockquoteSetextReplace2: new RegExp(`^${QUOTE}[ \\t]?`, 'gm'),
      blockquoteBeginRegex: (indent) => quoteWithin[Math.max(0, Math.min(3, indent - 1))] ?? NOTHING,
    },
  };
}
