import { createCodeBlock, type CodeBlock } from './codeBlock.ts';
import { cursorPlace, endOfText } from './cursorPlace.ts';
import { codeBetween, openFence, readFence, type Fence } from './fence.ts';
import { FreshText, type TextMark } from './freshText.ts';
import { highlightWhenIdle } from './highlight.ts';
import { morph } from './morph.ts';
import { definitionsIn, readBlocks } from './readBlocks.ts';
import { renderToken } from './renderToken.ts';
import { isVisible, takeBlocks, type Block, type Position } from './takeBlocks.ts';

/** Work longer than this goes on in the next frame. */
const BUDGET_MS = 30;

/** After an update that took long, the next one waits so many times as long: an open block of any size leaves most of the thread free. */
const REST_FACTOR = 3;

/** An open fence is shown in portions of this length (UTF-16 units), each well within the budget. */
const CODE_PORTION = 262_144;

const WORDS = /^[\p{L}\p{N} ,]*$/u;

/** A line of which is certain what it is, and which does not end in the middle of a mark. */
const PLAIN_LINE = /^.{15,}[\p{L}\p{N} ,]$/u;

/** What stands in the document for a stretch of the text. */
interface Shown {
  readonly start: number;
  readonly end: number;
  readonly element: HTMLElement;
}

interface GrowingFence {
  readonly fence: Fence;
  readonly start: number;
  readonly block: CodeBlock;
  shownTo: number;
}

interface Completion {
  readonly blocks: Iterator<Block>;
  readonly hasDefinitions: boolean;
  /** How many blocks are as they shall stay. */
  settled: number;
}

/**
 * Shows Markdown that grows, and owns the nodes inside `root`. While the text grows, finished blocks are never touched; the last open block
 * is read anew, and an open code fence is not even read: its text is appended. When the text is complete, all blocks are read once more, and
 * those that turn out different (a link whose address is defined at the end) are changed in place. The work per frame is bounded.
 */
export class BlockRenderer {
  readonly #root: HTMLElement;
  readonly #fresh: FreshText;
  #text = '';
  #complete = false;
  /** One for each child of the root, in order; the first `#finished` of them are final while the text grows. */
  #shown: Shown[] = [];
  #finished = 0;
  #next: Position = { offset: 0, tableHead: '' };
  /** The end of the text that stands in the document while it grows. */
  #shownTo = 0;
  #textEnd: TextMark | undefined;
  #fence: GrowingFence | undefined;
  #completion: Completion | undefined;
  #cursor: Element | undefined;
  #frame: number | undefined;
  #restUntil = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#fresh = new FreshText(root);
  }

  /** Shows `text`, which may grow while `streaming`; a text that does not continue the last one starts afresh. */
  update(text: string, streaming: boolean): void {
    const source = withPlainLineBreaks(text, streaming);
    if (source === this.#text && streaming !== this.#complete) return;
    if (this.#complete || !source.startsWith(this.#text)) this.clear();
    this.#text = source;
    this.#complete = !streaming;
    if (streaming && performance.now() < this.#restUntil) this.#continueLater();
    else this.#work();
  }

  /** Removes everything, and stops what is still to be done. */
  clear(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#fresh.clear();
    this.#root.replaceChildren();
    this.#text = '';
    this.#complete = false;
    this.#shown = [];
    this.#finished = 0;
    this.#next = { offset: 0, tableHead: '' };
    this.#shownTo = 0;
    this.#textEnd = undefined;
    this.#fence = undefined;
    this.#completion = undefined;
    this.#cursor = undefined;
    this.#frame = undefined;
    this.#restUntil = 0;
  }

  #continueLater(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#work();
    });
  }

  #work(): void {
    const began = performance.now();
    const more = this.#complete ? this.#workOnCompletion(began) : this.#workOnGrowth(began);
    const ended = performance.now();
    this.#restUntil = ended + REST_FACTOR * (ended - began);
    if (more) this.#continueLater();
  }

  #workOnGrowth(began: number): boolean {
    const mark = this.#textEnd;
    let more = false;
    if (!this.#appendWords()) {
      do more = this.#fence ? this.#growFence(this.#fence) : this.#growBlocks();
      while (more && performance.now() - began < BUDGET_MS);
      this.#placeCursor(cursorPlace(this.#root));
      this.#textEnd = endOfText(this.#root);
    }
    this.#fresh.add(mark);
    return more;
  }

  /**
   * Half of all updates bring mere words in the middle of a line. They are appended as they are, without reading the block; should they
   * mean more after all (the end of a bare address), the next reading shows it, at the latest when the block is finished.
   */
  #appendWords(): boolean {
    const node = this.#textEnd?.node;
    if (!node || this.#fence || node.parentNode !== this.#cursor || !/^(?:P|LI|H\d)$/.test(this.#cursor?.nodeName ?? '')) return false;
    const words = this.#text.slice(this.#shownTo);
    const line = this.#text.slice(this.#text.lastIndexOf('\n', this.#shownTo - 1) + 1, this.#shownTo);
    if (!WORDS.test(words) || !PLAIN_LINE.test(line)) return false;
    node.appendData(line.endsWith(' ') && !node.data.endsWith(' ') ? ` ${words}` : words);
    this.#shownTo = this.#text.length;
    this.#textEnd = { node, offset: node.data.length };
    return true;
  }

  /** @returns whether there is text left that was not looked at. */
  #growBlocks(): boolean {
    const { finished, next, open, inFence } = takeBlocks(this.#text, this.#next, {}, false);
    const visible = [...finished, ...open].filter(isVisible);
    const stay = this.#finished;
    for (const left of this.#shown.splice(stay + visible.length)) left.element.remove();
    for (const [index, block] of visible.entries()) this.#show(stay + index, block);
    const finishedTo = stay + finished.filter(isVisible).length;
    while (this.#finished < finishedTo) this.#finish(this.#finished++);
    this.#next = next;
    this.#shownTo = open.at(-1)?.end ?? next.offset;
    if (inFence) this.#startFence(next.offset);
    return inFence || (finished.length > 0 && open.length === 0);
  }

  #startFence(start: number): void {
    const fence = openFence(this.#text, start);
    if (!fence) return;
    const block = createCodeBlock(fence.language);
    this.#root.append(block.element);
    this.#fence = { fence, start, block, shownTo: fence.from };
  }

  #growFence(growing: GrowingFence): boolean {
    const { fence, start, block, shownTo } = growing;
    const { end, next } = readFence(fence, this.#text, shownTo, this.#complete);
    growing.shownTo = Math.min(end, shownTo + CODE_PORTION);
    block.writer.append(codeBetween(fence, this.#text, shownTo, growing.shownTo));
    if (growing.shownTo < end) return true;
    if (next === undefined) return false;
    this.#shown.push({ start, end: next, element: block.element });
    this.#finish(this.#finished++);
    this.#next = { offset: next, tableHead: '' };
    this.#fence = undefined;
    return true;
  }

  #workOnCompletion(began: number): boolean {
    while (this.#fence) {
      this.#growFence(this.#fence);
      if (performance.now() - began > BUDGET_MS) return true;
    }
    const completion = (this.#completion ??= this.#startCompletion());
    for (let next = completion.blocks.next(); !next.done; next = completion.blocks.next()) {
      if (isVisible(next.value)) this.#settle(next.value, completion);
      if (performance.now() - began > BUDGET_MS) return true;
    }
    for (const left of this.#shown.splice(completion.settled)) left.element.remove();
    this.#placeCursor(undefined);
    return false;
  }

  #startCompletion(): Completion {
    const links = definitionsIn(this.#text);
    return { blocks: readBlocks(this.#text, links), hasDefinitions: Object.keys(links).length > 0, settled: 0 };
  }

  #settle(block: Block, completion: Completion): void {
    const index = completion.settled++;
    const mayRefer = completion.hasDefinitions && block.token.type !== 'code' && block.token.raw.includes('[');
    if (this.#show(index, block, mayRefer) || index >= this.#finished) this.#finish(index);
  }

  /** @returns whether anything had to be changed. */
  #show(index: number, { token, start, end }: Block, anew = false): boolean {
    const old = this.#shown[index];
    if (old && old.start === start && old.end === end && !anew) return false;
    const element = renderToken(token);
    if (!old) this.#root.append(element);
    this.#shown[index] = { start, end, element: old ? morph(old.element, element) : element };
    return true;
  }

  #finish(index: number): void {
    const element = this.#shown[index]?.element;
    element?.classList.add('done');
    for (const code of element?.querySelectorAll<HTMLElement>('pre > code') ?? []) highlightWhenIdle(code);
  }

  #placeCursor(place: Element | undefined): void {
    if (place === this.#cursor) return;
    this.#cursor?.classList.remove('open');
    if (this.#cursor?.className === '') this.#cursor.removeAttribute('class');
    place?.classList.add('open');
    this.#cursor = place;
  }
}

/** CommonMark takes CR and CR LF for line breaks too. A CR at the end of a growing text may be the first half of one. */
function withPlainLineBreaks(text: string, growing: boolean): string {
  if (!text.includes('\r')) return text;
  return (growing && text.endsWith('\r') ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n');
}
