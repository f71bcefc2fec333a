import { createCodeBlock, type CodeBlock } from './codeBlock.ts';
import { caretBlock, endOfText } from './caretPosition.ts';
import { codeBetween, openFence, readFence, type Fence } from './fence.ts';
import { NewTextHighlight, type TextMark } from './newTextHighlight.ts';
import { highlightWhenIdle } from './highlight.ts';
import { morph } from './morph.ts';
import { definitionsIn, readBlocks } from './readBlocks.ts';
import { renderToken } from './renderToken.ts';
import { isSolid, takeBlocks, type Block, type Position } from './takeBlocks.ts';

/** Work longer than this goes on in a later task, so that input and frames come in between. */
const BUDGET_MS = 30;

/**
 * The pause between two updates while text grows. Each one costs style, layout and paint besides the reading; with 60 or 144 a second no one
 * sees more of a text than with 30. After a long one the pause is longer, so that an open block of any size leaves most of the thread free.
 */
const MIN_REST_MS = 24;
const REST_FACTOR = 3;

/** A text that came during a pause is shown after it, if until then no newer one has come with the next frame. */
const FRAME_MS = 17;

/** An open fence is shown in portions of this length (UTF-16 units), each well within the budget. */
const CODE_PORTION = 262_144;

/** What stands in the document for a stretch of the text. */
interface ShownBlock {
  readonly start: number;
  /** How long its Markdown is, without line breaks at the end: to which block they belong depends on what follows. */
  readonly length: number;
  /** It is not shown as it is, but as it will be. */
  readonly isProvisional: boolean;
  readonly element: HTMLElement;
}

interface GrowingFence {
  readonly fence: Fence;
  readonly start: number;
  readonly block: CodeBlock;
  renderedTo: number;
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
 * those that turn out different (a link whose address is defined at the end) are changed in place. The work in one go is bounded.
 */
export class BlockRenderer {
  readonly #root: HTMLElement;
  readonly #newText: NewTextHighlight;
  #text = '';
  #complete = false;
  /** One for each child of the root, in order; the first `#finished` of them are final while the text grows. */
  #shown: ShownBlock[] = [];
  #finished = 0;
  #next: Position = { offset: 0, tableHead: '' };
  #textEnd: TextMark | undefined;
  #fence: GrowingFence | undefined;
  #completion: Completion | undefined;
  #cursor: Element | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restUntil = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#newText = new NewTextHighlight(root);
  }

  /** Shows `text`, which may grow while `streaming`; a text that does not continue the last one starts afresh. */
  update(text: string, streaming: boolean): void {
    const source = withPlainLineBreaks(text, streaming);
    if (source === this.#text && streaming !== this.#complete) return;
    if (this.#complete || !source.startsWith(this.#text)) this.clear();
    this.#text = source;
    this.#complete = !streaming;
    this.#workUnlessResting();
  }

  /** Removes everything, and stops what is still to be done. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#newText.clear();
    this.#root.replaceChildren();
    this.#text = '';
    this.#complete = false;
    this.#shown = [];
    this.#finished = 0;
    this.#next = { offset: 0, tableHead: '' };
    this.#textEnd = undefined;
    this.#fence = undefined;
    this.#completion = undefined;
    this.#cursor = undefined;
    this.#timer = undefined;
    this.#restUntil = 0;
  }

  #workUnlessResting(): void {
    const began = performance.now();
    if (!this.#complete && began < this.#restUntil) {
      this.#continueAfter(this.#restUntil - began + FRAME_MS);
      return;
    }
    const more = this.#complete ? this.#workOnCompletion(began) : this.#workOnGrowth(began);
    const ended = performance.now();
    this.#restUntil = ended + Math.max(MIN_REST_MS, REST_FACTOR * (ended - began));
    if (more) this.#continueAfter(0);
  }

  /** A timer, not an animation frame: asking for a frame costs as much as an update, and hidden pages have none. */
  #continueAfter(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#workUnlessResting();
    }, delayMs);
  }

  #workOnGrowth(began: number): boolean {
    const mark = this.#textEnd;
    let more: boolean;
    do more = this.#fence ? this.#growFence(this.#fence) : this.#growBlocks();
    while (more && performance.now() - began < BUDGET_MS);
    this.#setCursor(caretBlock(this.#root));
    this.#textEnd = endOfText(this.#root);
    this.#newText.add(mark);
    return more;
  }

  /** @returns whether there is text left that was not read. */
  #growBlocks(): boolean {
    const { finished, next, open, inFence } = takeBlocks(this.#text, this.#next, {}, false);
    const visible = [...finished, ...open].filter(isSolid);
    const stay = this.#finished;
    for (const left of this.#shown.splice(stay + visible.length)) left.element.remove();
    for (const [index, block] of visible.entries()) this.#show(stay + index, block);
    const finishedTo = stay + finished.filter(isSolid).length;
    while (this.#finished < finishedTo) this.#finish(this.#finished++);
    this.#next = next;
    if (inFence) this.#startFence(next.offset);
    return inFence || (finished.length > 0 && open.length === 0);
  }

  #startFence(start: number): void {
    const fence = openFence(this.#text, start);
    if (!fence) return;
    const block = createCodeBlock(fence.language);
    this.#root.append(block.element);
    this.#fence = { fence, start, block, renderedTo: fence.from };
  }

  #growFence(growing: GrowingFence): boolean {
    const { fence, start, block, renderedTo } = growing;
    const { end, next } = readFence(fence, this.#text, renderedTo, this.#complete);
    growing.renderedTo = Math.min(end, renderedTo + CODE_PORTION);
    block.writer.append(codeBetween(fence, this.#text, renderedTo, growing.renderedTo));
    if (growing.renderedTo < end) return true;
    if (next === undefined) return false;
    this.#shown.push({ start, length: lengthOf(this.#text.slice(start, next)), isProvisional: false, element: block.element });
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
      if (isSolid(next.value)) this.#settle(next.value, completion);
      if (performance.now() - began > BUDGET_MS) return true;
    }
    for (const left of this.#shown.splice(completion.settled)) left.element.remove();
    this.#setCursor(undefined);
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
  #show(index: number, { token, start, isContinued, isProvisional }: Block, anew = false): boolean {
    const old = this.#shown[index];
    const length = lengthOf(token.raw);
    if (old?.start === start && old.length === length && old.isProvisional === isProvisional && !anew) return false;
    const fresh = renderToken(token);
    if (!old) this.#root.append(fresh);
    const element = old ? morph(old.element, fresh) : fresh;
    if (isContinued) element.classList.add('continued');
    this.#shown[index] = { start, length, isProvisional, element };
    return true;
  }

  #finish(index: number): void {
    const element = this.#shown[index]?.element;
    element?.classList.add('done');
    for (const code of element?.querySelectorAll<HTMLElement>('pre > code') ?? []) highlightWhenIdle(code);
  }

  #setCursor(block: Element | undefined): void {
    if (block === this.#cursor) return;
    this.#cursor?.classList.remove('open');
    if (this.#cursor?.className === '') this.#cursor.removeAttribute('class');
    block?.classList.add('open');
    this.#cursor = block;
  }
}

function lengthOf(raw: string): number {
  return raw.replace(/\n+$/, '').length;
}

/** CommonMark takes CR and CR LF for line breaks too. A CR at the end of a growing text may be the first half of one. */
function withPlainLineBreaks(text: string, growing: boolean): string {
  if (!text.includes('\r')) return text;
  return (growing && text.endsWith('\r') ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n');
}
