import { Parser, type Token, type Tokens } from 'marked';
import { createCodeBlock } from './codeBlock.ts';
import { showControls } from './controls.ts';
import { codeBetween, languageOf, openFence, readFence } from './fence.ts';
import { sanitize } from './sanitize.ts';
import { renderOptions } from './textualRenderer.ts';

/** The element that shows a block of Markdown. */
export function renderToken(token: Token): HTMLElement {
  if (token.type === 'code') return renderCode(token as Tokens.Code);
  const fragment = sanitize(Parser.parse([token], renderOptions));
  for (const pre of fragment.querySelectorAll('pre')) replaceCode(pre);
  for (const table of fragment.querySelectorAll('table')) wrapTable(table);
  showControls(fragment);
  const block = blockOf(fragment);
  block.dir = 'auto';
  return block;
}

function blockOf(fragment: DocumentFragment): HTMLElement {
  const block = document.createElement('div');
  block.append(fragment);
  return block.firstElementChild instanceof HTMLElement && block.childElementCount === 1 ? block.firstElementChild : block;
}

function renderCode(token: Tokens.Code): HTMLElement {
  const fence = token.codeBlockStyle === 'indented' ? undefined : openFence(token.raw, 0);
  const { element, writer } = createCodeBlock(fence?.language ?? '');
  writer.append(
    fence ? codeBetween(fence, token.raw, fence.from, readFence(fence, token.raw, 0, true).end) : token.text.replace(/\n+$/, ''),
  );
  return element;
}

/** Code inside a list or a quotation, where the parser wrote `<pre><code>` and a line break at the end. */
function replaceCode(pre: HTMLPreElement): void {
  const language = languageOf(pre.firstElementChild?.className.replace(/^language-/, '') ?? '');
  const { element, writer } = createCodeBlock(language);
  writer.append(pre.textContent.replace(/\n$/, ''));
  pre.replaceWith(element);
}

/** A wide table scrolls in a box of its own, which the keyboard can reach. */
function wrapTable(table: HTMLTableElement): void {
  const box = document.createElement('div');
  box.className = 'table';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', 'Table');
  table.replaceWith(box);
  box.append(table);
}
