import { Parser, type Token, type Tokens } from 'marked';
import { t } from '../../src/shared/l10n/t.ts';
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
  for (const table of fragment.querySelectorAll('table')) {
    keepWordsWhole(table);
    wrapTable(table);
  }
  for (const task of fragment.querySelectorAll('.task')) nameTask(task);
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

/** A box that is looked at, not used. Its text stays what was written, for whoever copies it. */
function nameTask(task: Element): void {
  const isDone = task.textContent === '[x]';
  task.setAttribute('role', 'img');
  task.setAttribute('aria-label', isDone ? t('Done') : t('Not done'));
  task.classList.toggle('ticked', isDone);
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

/** A word that may be broken at its signs, and is no longer than a column may be in the narrowest sidebar. */
const SIGNED_WORD = /(?<!\S)(?=\S{3,24}(?!\S))\S*[-/\u2010-\u2014]\S*/g;

/** A browser breaks a word behind `-` and `/`, and makes a column as narrow as the pieces. A name or a number in a cell is one word. */
function keepWordsWhole(table: HTMLTableElement): void {
  const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const parts: (string | Node)[] = [];
    let from = 0;
    for (const { 0: word, index } of text.data.matchAll(SIGNED_WORD)) {
      const whole = document.createElement('span');
      whole.className = 'whole';
      whole.textContent = word;
      parts.push(text.data.slice(from, index), whole);
      from = index + word.length;
    }
    if (from > 0) text.replaceWith(...parts.filter((part) => part !== ''), ...(from < text.length ? [text.data.slice(from)] : []));
  }
}
