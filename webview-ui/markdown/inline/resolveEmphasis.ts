import type { Token } from 'marked';
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
  const done: InlineNode[] = [];
  const openers: Opener[] = [];
  /** Below this many openers there is none for a run of this kind. */
  const bottoms = new Map<string, number>();
  const depths = new WeakMap<InlineNode, number>();

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
    const content = done.slice(opener.index + 1);
    const depth = 1 + content.reduce((deepest, node) => Math.max(deepest, depths.get(node) ?? 0), 0);
    const width = closer.count >= 2 && opener.run.count >= 2 ? 2 : 1;
    dropOpenersFrom(found);
    if (depth > MAX_DEPTH || isName(content, closer.mark, width)) return false;
    done.length = opener.index + 1;
    opener.run.count -= width;
    closer.count -= width;
    if (opener.run.count === 0) done.pop();
    else openers.push(opener);
    const token = emphasis(closer.mark, width, tokensOf(content));
    depths.set(token, depth);
    done.push(token);
    return true;
  };

  for (const node of nodes) {
    if (!isMarkRun(node)) {
      done.push(node);
      continue;
    }
    while (node.closes && node.count > 0 && close(node));
    if (node.count === 0) continue;
    if (node.opens) openers.push({ run: node, index: done.length });
    done.push(node);
  }
  return tokensOf(done);
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
