import type { Links, Token, Tokens } from 'marked';
import { findBareAddresses, type BareAddress } from './bareAddresses.ts';
import { characterBefore, isSpace, isWordCharacter } from './characters.ts';
import { definitionKey, noteKey } from './definitions.ts';
import { textToken, tokensOf, writtenText, type InlineNode, type OpenBracket } from './inlineNode.ts';
import { matchAt, readLinkDestination } from './linkDestination.ts';
import { markRun } from './markRun.ts';
import { resolveEmphasis, resolveGrowingEmphasis, type Resolved } from './resolveEmphasis.ts';

/** What ends a stretch of plain text. */
const SPECIAL = /[\\`*_~[\]!<&$\n]/g;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2048}|([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+))>/iy;
const COMMENT = /<!--[\s\S]*?-->/y;
const TAG = /<(?:\/[a-z][a-z0-9-]*\s*|[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?)>/iy;
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;
const NOTE_MARK = /\[\^([^\]\s]{1,100})\]/y;
const LABEL = /\[((?:\\[\s\S]|[^[\]\\]){0,999})\]/y;
/** A word with backslashes that is the path of a file: `C:\a`, `\\host\a`, `..\a`, `%HOME%\a`, `a\b`. */
const PATH = /^[^\w\\]*(?:[A-Za-z]:\\|\\\\\w|\.{1,2}\\\w|%\w+%\\|~\\)|[A-Za-z0-9]\\[A-Za-z0-9]/;

interface Bracket {
  /** Where it stands among the nodes. */
  readonly index: number;
  /** Where its label begins in the text. */
  readonly labelFrom: number;
  readonly node: OpenBracket;
}

/**
 * Reads the text of a block: emphasis, code, links, breaks. Each step looks at the text ahead once, so the time is in proportion to its length.
 *
 * @param definitions what `[name]` refers to, and the notes that there are.
 */
export function parseInline(source: string, definitions: Links): Token[] {
  return new InlineParser(source, definitions, false).parse().tokens;
}

/**
 * Reads the text at the end of an answer that goes on: a beginning of bold, struck or code is shown as what it will be, so that its marks need
 * not vanish when the end comes.
 */
export function parseGrowingInline(source: string, definitions: Links): Resolved {
  return new InlineParser(source, definitions, true).parse();
}

class InlineParser {
  readonly #source: string;
  readonly #definitions: Links;
  readonly #nodes: InlineNode[] = [];
  #brackets: Bracket[] = [];
  readonly #addresses: readonly BareAddress[];
  /** What has no end ahead is not looked for again. */
  readonly #endless = new Set<string>();
  readonly #growing: boolean;
  /** A sign of code at the end was taken for more than it is yet. */
  #isProvisional = false;
  #nextAddress = 0;
  #at = 0;
  #wordEnd = 0;
  #wordIsPath = false;
  #backquotes: ReadonlyMap<number, number[]> | undefined;

  constructor(source: string, definitions: Links, growing: boolean) {
    this.#growing = growing;
    this.#source = source.trimEnd();
    this.#definitions = definitions;
    this.#addresses = findBareAddresses(this.#source);
  }

  parse(): Resolved {
    this.#skip(/[ \t\n]*/y);
    while (this.#at < this.#source.length) this.#step();
    if (!this.#growing) return { tokens: resolveEmphasis(this.#nodes), isProvisional: false };
    const { tokens, isProvisional } = resolveGrowingEmphasis(this.#nodes);
    return { tokens, isProvisional: isProvisional || this.#isProvisional };
  }

  #step(): void {
    const address = this.#addressAhead();
    SPECIAL.lastIndex = this.#at;
    const special = SPECIAL.exec(this.#source)?.index ?? this.#source.length;
    if (address && address.start <= special) {
      this.#addText(address.start - this.#at);
      this.#addAddress(address);
    } else if (special > this.#at) this.#addText(special - this.#at);
    else this.#readSpecial(this.#source.charAt(special));
  }

  #addressAhead(): BareAddress | undefined {
    while ((this.#addresses[this.#nextAddress]?.start ?? Infinity) < this.#at) this.#nextAddress++;
    return this.#addresses[this.#nextAddress];
  }

  #readSpecial(character: string): void {
    switch (character) {
      case '\\':
        return this.#readBackslash();
      case '`':
        return this.#readCode();
      case '*':
      case '_':
      case '~':
        return this.#readMarks(character);
      case '[':
        return this.#readBracket('[');
      case '!':
        return this.#source.charAt(this.#at + 1) === '[' ? this.#readBracket('![') : this.#addText(1);
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#readAngle();
      case '&':
        return this.#readEntity();
      case '$':
        return this.#readDollar();
      default:
        return this.#readLineBreak();
    }
  }

  #readBackslash(): void {
    const next = this.#source.charAt(this.#at + 1);
    if (next === '\n') {
      this.#at++;
      this.#readLineBreak();
    } else if (next === '(' || next === '[') this.#addVerbatim(this.#endOf(next === '(' ? '\\)' : '\\]', this.#at + 2) ?? this.#at + 2);
    else if (next === '\\' || next === ')' || next === ']') this.#addText(2);
    else if (!ASCII_PUNCTUATION.test(next)) this.#addText(1);
    // In a path a single sign is a part of a name, and a pair is what the path was marked with.
    else if (this.#isInPath()) this.#addText(this.#source.charAt(this.#at + 2) === next ? 1 : 2);
    else {
      this.#at++;
      this.#addText(1);
    }
  }

  /** Is the word around this place the path of a file? Its backslashes are its own. */
  #isInPath(): boolean {
    if (this.#at >= this.#wordEnd) {
      const from = this.#source.slice(Math.max(0, this.#at - 1024), this.#at).search(/\S*$/) + Math.max(0, this.#at - 1024);
      const length = this.#source.slice(this.#at).search(/\s|$/);
      this.#wordEnd = this.#at + length;
      this.#wordIsPath = PATH.test(this.#source.slice(from, this.#wordEnd));
    }
    return this.#wordIsPath;
  }

  #readCode(): void {
    const { length } = matchAt(/`+/y, this.#source, this.#at)?.[0] ?? '`';
    const from = this.#at + length;
    const ends = this.#backquotesOf(length);
    while ((ends.at(-1) ?? Infinity) < from) ends.pop();
    const end = ends.at(-1);
    if (end === undefined) return length === 1 && this.#growing && this.#beginsCode() ? this.#addGrowingCode() : this.#addText(length);
    const code = this.#source.slice(from, end).replaceAll('\n', ' ');
    const padded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
    const text = padded ? code.slice(1, -1) : code;
    this.#addToken({ type: 'codespan', raw: this.#source.slice(this.#at, end + length), text });
  }

  /** A back quote that no other one follows: in a growing text it begins code, unless it stands like an apostrophe or far away. */
  #beginsCode(): boolean {
    const next = this.#source.charAt(this.#at + 1);
    return !isWordCharacter(characterBefore(this.#source, this.#at)) && !isSpace(next) && !this.#source.includes('\n', this.#at);
  }

  #addGrowingCode(): void {
    const raw = this.#source.slice(this.#at);
    this.#isProvisional = true;
    if (raw.length === 1) this.#at++;
    else this.#addToken({ type: 'codespan', raw, text: raw.slice(1) });
  }

  /** The places of all runs of so many back quotes, the last one first. */
  #backquotesOf(length: number): number[] {
    if (!this.#backquotes) {
      const runs = new Map<number, number[]>();
      for (const { 0: run, index } of this.#source.matchAll(/`+/g)) {
        const known = runs.get(run.length);
        if (known) known.push(index);
        else runs.set(run.length, [index]);
      }
      for (const places of runs.values()) places.reverse();
      this.#backquotes = runs;
    }
    return this.#backquotes.get(length) ?? [];
  }

  #readMarks(mark: string): void {
    let end = this.#at + 1;
    while (this.#source.charAt(end) === mark) end++;
    // One tilde means "about", or "from … to".
    const isHalf = this.#growing && end === this.#source.length && end - this.#at === 1;
    if (mark === '~' && end - this.#at !== 2 && !isHalf) return this.#addText(end - this.#at);
    this.#nodes.push(markRun(this.#source, this.#at, end));
    this.#at = end;
  }

  #readBracket(text: OpenBracket['text']): void {
    const note = text === '[' ? matchAt(NOTE_MARK, this.#source, this.#at) : null;
    if (note && Object.hasOwn(this.#definitions, noteKey(note[1] ?? ''))) return this.#addToken({ type: 'noteMark', raw: note[0] });
    const node: OpenBracket = { type: 'bracket', text };
    this.#at += text.length;
    this.#brackets.push({ index: this.#nodes.length, labelFrom: this.#at, node });
    this.#nodes.push(node);
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop();
    const target = bracket && this.#targetOf(bracket);
    if (!target) return this.#addText(1);
    const content = this.#nodes.splice(bracket.index).slice(1);
    const raw = this.#source.slice(bracket.labelFrom - bracket.node.text.length, target.end);
    const link = { raw, href: target.href, title: target.title || null };
    this.#at = target.end;
    if (bracket.node.text === '![') {
      const text = plainText(tokensOf(content));
      this.#nodes.push({ type: 'image', raw: link.raw, href: link.href, title: link.title, text, tokens: [textToken(text)] });
      return;
    }
    const tokens = resolveEmphasis(content.map(withoutLink));
    this.#nodes.push({ type: 'link', raw: link.raw, href: link.href, title: link.title, text: raw, tokens });
    this.#brackets = this.#brackets.filter(({ node }) => node.text === '![');
  }

  #targetOf({ labelFrom }: Bracket): { readonly href: string; readonly title: string; readonly end: number } | undefined {
    const end = this.#at + 1;
    const destination = readLinkDestination(this.#source, end);
    if (destination) return destination;
    const label = matchAt(LABEL, this.#source, end);
    const name = label?.[1] ?? '';
    // A line that begins with `[name]:` says what the name means, it does not refer to it.
    if (!label && this.#source.charAt(end) === ':' && this.#beginsLine(labelFrom - 1)) return undefined;
    const labelLength = this.#at - labelFrom;
    if (name === '' && labelLength > 999) return undefined;
    const key = definitionKey(name === '' ? this.#source.slice(labelFrom, this.#at) : name);
    const definition = Object.hasOwn(this.#definitions, key) ? this.#definitions[key] : undefined;
    return definition && { href: definition.href, title: '', end: end + (label?.[0].length ?? 0) };
  }

  #beginsLine(at: number): boolean {
    const before = this.#source.slice(Math.max(0, at - 8), at);
    return /\n[ \t]*$/.test(at <= 8 ? `\n${before}` : before);
  }

  #readAngle(): void {
    const autolink = matchAt(AUTOLINK, this.#source, this.#at);
    if (autolink) {
      const [raw, text = '', mail] = autolink;
      return this.#addToken({
        type: 'link',
        raw,
        text,
        href: mail ? `mailto:${text}` : text,
        title: null,
        autolink: true,
        tokens: [textToken(text)],
      });
    }
    const html = this.#source.startsWith('<!--', this.#at)
      ? this.#endOf('-->', this.#at) && matchAt(COMMENT, this.#source, this.#at)
      : matchAt(TAG, this.#source, this.#at);
    if (html) this.#addVerbatim(this.#at + html[0].length);
    else this.#addText(1);
  }

  #readEntity(): void {
    const entity = matchAt(ENTITY, this.#source, this.#at)?.[0];
    if (entity) this.#addToken({ type: 'entity', raw: entity });
    else this.#addText(1);
  }

  /** `$$…$$`, and `$…$` that holds a sign of TeX: prices and variables of a shell are no formulas. */
  #readDollar(): void {
    const double = this.#source.startsWith('$$', this.#at);
    const from = this.#at + (double ? 2 : 1);
    const end = this.#endOf(double ? '$$' : '$', from);
    const content = end === undefined ? '' : this.#source.slice(from, end - (double ? 2 : 1));
    const isFormula = double
      ? content.trim() !== ''
      : /^\S/.test(content) && /\S$/.test(content) && /[\\^_{]/.test(content) && !/[`$]|\*\*/.test(content);
    if (end === undefined || !isFormula || (!double && /[A-Za-z0-9]/.test(this.#source.charAt(end)))) this.#addText(from - this.#at);
    else this.#addVerbatim(end);
  }

  /** Every line break is one: who writes verses or an address means them. */
  #readLineBreak(): void {
    const last = this.#nodes.at(-1);
    if (last?.type === 'text') this.#nodes[this.#nodes.length - 1] = textToken((writtenText(last) ?? '').trimEnd());
    this.#nodes.push({ type: 'br', raw: '\n' });
    this.#at++;
    this.#skip(/[ \t]*/y);
  }

  /** The offset behind the next `sign`; undefined if there is none. */
  #endOf(sign: string, from: number): number | undefined {
    if (this.#endless.has(sign)) return undefined;
    const found = this.#source.indexOf(sign, from);
    if (found >= 0) return found + sign.length;
    this.#endless.add(sign);
    return undefined;
  }

  #addAddress({ start, end, href }: BareAddress): void {
    const text = this.#source.slice(start, end);
    this.#addToken({ type: 'link', raw: text, text, href, title: null, autolink: true, tokens: [textToken(text)] });
  }

  /** As it was written, with its line breaks. */
  #addVerbatim(end: number): void {
    for (const [index, line] of this.#source.slice(this.#at, end).split('\n').entries()) {
      if (index > 0) this.#nodes.push({ type: 'br', raw: '\n' });
      this.#nodes.push(textToken(line));
    }
    this.#at = end;
  }

  #addText(length: number): void {
    if (length === 0) return;
    const text = this.#source.slice(this.#at, this.#at + length);
    this.#nodes.push(textToken(text));
    this.#at += length;
  }

  #addToken(token: Token): void {
    this.#nodes.push(token);
    this.#at += token.raw.length;
  }

  #skip(sticky: RegExp): void {
    this.#at += matchAt(sticky, this.#source, this.#at)?.[0].length ?? 0;
  }
}

/** What stands in the text of a link is no link itself, and an image in it does not become one. */
function withoutLink(node: InlineNode): InlineNode {
  if (node.type === 'link') return textToken((node as Token).raw);
  return node.type === 'image' ? textToken(`image: ${(node as Tokens.Image).text}`) : node;
}

/** The text of tokens without their form. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => ('tokens' in token && token.tokens ? plainText(token.tokens) : 'text' in token ? String(token.text) : token.raw))
    .join('');
}
