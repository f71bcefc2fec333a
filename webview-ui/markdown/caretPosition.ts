import type { TextMark } from './newTextHighlight.ts';

/** Elements that end where their last child ends. */
const CONTAINERS = 'ul, ol, li, blockquote, table, thead, tbody, tr, div, pre, pre > code';
const BLOCKS = 'p, h1, h2, h3, h4, h5, h6, hr, ul, ol, li, blockquote, table, thead, tbody, tr, th, td, div, pre, pre > code, .chunk';

/** The innermost block at the end of `root`: its `::after` stands behind the last character. */
export function caretBlock(root: Element): Element | undefined {
  let block = root.lastElementChild;
  while (block?.matches(CONTAINERS)) {
    const last = block.lastChild;
    if (!(last instanceof Element) || !last.matches(BLOCKS)) break;
    block = last;
  }
  return block ?? undefined;
}

/** The end of the last text in an element; undefined if it ends without text. */
export function endOfText(root: Element): TextMark | undefined {
  let node: Node = root;
  while (node.lastChild) node = node.lastChild;
  return node instanceof Text ? { node, offset: node.data.length } : undefined;
}
