import type { Token } from 'marked';
import { characterAt, isLetterOrDigit, isOpening } from './characters.ts';
import { tokensOf, writtenText, type InlineNode, type MarkRun } from './inlineNode.ts';

/** Deeper emphasis than this stays text: elements nested thousands deep overflow the stack of whoever walks them. */
const MAX_DEPTH = 24;

const isMarkRun = (node: InlineNode): node is MarkRun => node.type === 'marks';

interface Opener {
  readonly run: MarkRun;
  /** Where it stands among the nodes that are done. */
  readonly index: number;
}

/** Pairs the marks of emphasis (CommonMark, "Phase 2: inline structure"), in time proportional to the number of nodes. */
export function resolveEmphasis(nodes: readonly InlineNode[]): Token[] {
  return resolve(nodes, false).tokens;
}

export interface Resolved {
  readonly tokens: Token[];
  /** If the text ended here, it would be shown otherwise. */
  readonly isProvisional: boolean;
}

/** The same for a text that goes on: what `**` and `~~` have opened on its last line is shown as if it were closed where the text ends for now. */
export function resolveGrowingEmphasis(nodes: readonly InlineNode[]): Resolved {
  return resolve(nodes, true);
}

function resolve(nodes: readonly InlineNode[], growing: boolean): Resolved {
  const done: InlineNode[] = [];
  const openers: Opener[] = [];
  /** Below this many openers there is none for a run of this kind. */
  const bottoms = new Map<string, number>();
  const depths = new WeakMap<InlineNode, number>();
  /** What stands behind this place in `done` is too deep to be enclosed once more. */
  let deepAt = -1;

  const findOpener = (closer: MarkRun): number => {
    const kind = `${closer.mark}${closer.opens} ${closer.length % 3}${closer.mark === '~' ? closer.length : ''}`;
    const bottom = bottoms.get(kind) ?? 0;
    for (let index = openers.length - 1; index >= bottom; index--) if (fits(openers[index]?.run, closer)) return index;
    bottoms.set(kind, openers.length);
    return -1;
  };

  const dropOpenersFrom = (index: number): void => {
    openers.length = index;
    for (const [kind, bottom] of bottoms) if (bottom > index) bottoms.set(kind, index);
  };

  /** @returns whether the marks mean something. */
  const close = (closer: MarkRun): boolean => {
    const found = findOpener(closer);
    const opener = openers[found];
    if (!opener) return false;
    const width = closer.count >= 2 && opener.run.count >= 2 ? 2 : 1;
    dropOpenersFrom(found);
    if (!enclose(opener, width)) return false;
    closer.count -= width;
    if (opener.run.count > 0) openers.push(opener);
    return true;
  };

  /** Everything behind an opener becomes its content. */
  const enclose = ({ run, index }: Opener, width: number): boolean => {
    if (index <= deepAt) return false;
    const content = done.slice(index + 1);
    const depth = 1 + content.reduce((deepest, node) => Math.max(deepest, depths.get(node) ?? 0), 0);
    if (depth > MAX_DEPTH) deepAt = index;
    if (depth > MAX_DEPTH || isName(content, run.mark, width)) return false;
    done.length = index + 1;
    run.count -= width;
    if (run.count === 0) done.pop();
    const token = emphasis(run.mark, width, tokensOf(content));
    depths.set(token, depth);
    done.push(token);
    return true;
  };

  /** @returns whether anything was open. */
  const encloseRest = (): boolean => {
    let any = false;
    for (const opener of stillOpen(openers, done).toReversed()) {
      const { run, index } = opener;
      // One star or underscore is too often a sign of something else.
      if (run.mark === '_' || run.count < 2 || run.count > 3 || !beginsWords(run, done[index + 1])) continue;
      while (run.count > 0) {
        // It is too deep, and so is all around it.
        if (!enclose(opener, Math.min(2, run.count))) return any;
        any = true;
      }
    }
    return any;
  };

  let isProvisional = false;
  for (const [at, node] of nodes.entries()) {
    if (!isMarkRun(node)) {
      done.push(node);
      continue;
    }
    if (growing && at === nodes.length - 1 && isUnfinished(node, openers)) {
      isProvisional = true;
      continue;
    }
    while (node.closes && node.count > 0 && close(node));
    if (node.count === 0) continue;
    if (node.opens) openers.push({ run: node, index: done.length });
    done.push(node);
  }
  if (growing && encloseRest()) isProvisional = true;
  return { tokens: tokensOf(done), isProvisional };
}

/** May a run at the very end of a growing text become one that opens or closes? It is not shown before that is known. */
function isUnfinished({ mark, length, closes }: MarkRun, openers: readonly Opener[]): boolean {
  const opened = openers.findLast(({ run }) => run.mark === mark)?.run.count ?? 0;
  if (mark === '_' || (closes && opened === length)) return false;
  return length < 3 || (length === 3 && opened === 0);
}

/** Those whose end may still come: their line goes on, and no bracket around them is closed already, as that of `f(**kwargs)` is. */
function stillOpen(openers: readonly Opener[], nodes: readonly InlineNode[]): readonly Opener[] {
  const found: { readonly opener: Opener; readonly depth: number }[] = [];
  let depth = 0;
  let next = 0;
  for (const [at, node] of nodes.entries()) {
    const opener = openers[next];
    if (opener?.index === at) {
      found.push({ opener, depth });
      next++;
    }
    for (const sign of signsIn(node)) {
      if (sign === '\n') found.length = 0;
      else if (isOpening(sign)) depth++;
      else depth = Math.max(0, depth - 1);
      while ((found.at(-1)?.depth ?? 0) > depth) found.pop();
    }
  }
  return found.map(({ opener }) => opener);
}

/** Its line breaks and brackets. Those of code are its own. */
function signsIn(node: InlineNode): readonly string[] {
  const text = writtenText(node) ?? (node.type === 'codespan' ? '' : (node as Token).raw);
  return text.match(/[\n()[\]{}]/g) ?? [];
}

// The stars of a pattern of paths, before or between slashes, open nothing that is read as words.
function beginsWords({ closes }: MarkRun, next: InlineNode | undefined): boolean {
  const first = characterAt((next && writtenText(next)) ?? '', 0);
  return first !== '/' && (!closes || isLetterOrDigit(first) || isOpening(first));
}

function fits(opener: MarkRun | undefined, closer: MarkRun): boolean {
  if (opener?.mark !== closer.mark) return false;
  if (closer.mark === '~') return true;
  // CommonMark, rules 9 and 10 of emphasis.
  const both = opener.closes || closer.opens;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

/** `__main__`, `__init__`: names of programs, which have their underscores for themselves. */
function isName(content: readonly InlineNode[], mark: string, width: number): boolean {
  return mark === '_' && width === 2 && /^\w+$/.test(content.map((node) => writtenText(node) ?? ' ').join(''));
}

function emphasis(mark: string, width: number, tokens: Token[]): Token {
  const raw = tokens.map((token) => token.raw).join('');
  if (mark === '~') return { type: 'del', raw, text: raw, tokens };
  return { type: width === 2 ? 'strong' : 'em', raw, text: raw, tokens };
}
