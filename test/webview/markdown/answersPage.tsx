// Runs in the browser: many answers at a time, what becomes of them, and what may not be in them.
import { idle, isIdle } from './pendingWork.ts';
import { render } from 'preact';
import '../../../webview-ui/theme/layers.css';
import '../../../webview-ui/theme/tokens.css';
import '../../../webview-ui/theme/base.css';
import '../../../webview-ui/markdown/markdown.css';
import { sanitize } from '../../../webview-ui/markdown/sanitize.ts';
import { StreamingMarkdown } from '../../../webview-ui/markdown/StreamingMarkdown.tsx';
import { violationsIn } from './violations.ts';

/** What one answer did while it came in pieces. */
interface Watched {
  /** Finished blocks that were exchanged or changed while more text came, as HTML. */
  readonly changedWhileGrowing: readonly string[];
  /** Blocks that looked the same before and after the end of the text, and were touched nevertheless. */
  readonly touchedByCompletion: readonly string[];
}

/** Each answer stands in a host of its own, one after the other. */
const answersOfPage = {
  copied: [] as string[],

  /** Takes all answers away, and the mark of a script that ran. */
  clear(): void {
    const hosts = document.querySelectorAll('.answers > *');
    for (const host of hosts) {
      render(null, host);
      host.remove();
    }
    answersOfPage.copied.length = 0;
    Reflect.deleteProperty(globalThis, 'hacked');
  },

  /** Shows each text at once. */
  async showEach(texts: readonly string[]): Promise<void> {
    for (const [index, text] of texts.entries()) showIn(hostOf(index), text, false);
    await answersOfPage.settled();
  },

  /** Shows the beginning of a single answer. */
  grow(text: string): void {
    showIn(hostOf(0), text, true);
  },

  /** Feeds each text in steps of the given lengths; the next step comes when the one before is shown. */
  async streamEach(texts: readonly string[], steps: readonly number[]): Promise<Watched[]> {
    const growing = texts.map((text, index) => new Answer(text, hostOf(index)));
    let step = 0;
    for (let end = 0; growing.some(({ text }) => end < text.length); step++) {
      end += steps[step % steps.length] ?? 1;
      for (const answer of growing) answer.grow(end);
      await idle();
      for (const answer of growing) answer.check();
    }
    for (const answer of growing) answer.complete();
    await answersOfPage.settled();
    return growing.map((answer) => answer.watched());
  },

  /** All text given so far is shown and coloured: nothing is put off, and nothing changes for two frames. */
  async settled(): Promise<void> {
    let before = -1;
    for (let quiet = 0; quiet < 2;) {
      await idle();
      await new Promise((done) => requestAnimationFrame(done));
      const now = document.body.innerHTML.length;
      quiet = now === before && isIdle() ? quiet + 1 : 0;
      before = now;
    }
  },

  /** Each answer as HTML, without the colours that come later, and with adjacent text in one node. */
  htmlOfEach(): string[] {
    return [...document.querySelectorAll('.answers .markdown')].map(plainHtml);
  },

  /** Puts each piece of HTML into the page, sanitised; then once more as the page would write and read it. */
  insertSanitizedEach(htmls: readonly string[]): void {
    for (const [index, html] of htmls.entries()) {
      const host = hostOf(index);
      host.replaceChildren(sanitize(html));
      const again = document.createElement('div');
      again.innerHTML = host.innerHTML;
      host.append(again);
    }
  },

  /** What the answers contain that they may not, each with the number of the answer. */
  violations(): string[] {
    const hosts = document.querySelectorAll('.answers > *');
    return [...hosts].flatMap((host, index) => violationsIn(host).map((violation) => `${index}: ${violation}`));
  },

  /** Does to every element what a person might do, except leaving the page by a link of the web. */
  touchEverything(): void {
    const stayHere = (event: Event) => {
      const link = event.target instanceof Element && event.target.closest('a');
      if (link && /^(?:https?|mailto):$/.test(link.protocol)) event.preventDefault();
    };
    document.addEventListener('click', stayHere);
    for (const element of document.querySelectorAll('.answers > * *')) {
      for (const type of ['mouseover', 'pointerenter', 'focus', 'toggle']) element.dispatchEvent(new Event(type));
      element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    }
    document.removeEventListener('click', stayHere);
  },
};

/** An answer that grows, and what may not happen to it meanwhile. */
class Answer {
  readonly text: string;
  readonly #host: Element;
  readonly #seen: { readonly block: Element; readonly html: string }[] = [];
  readonly #changed: string[] = [];
  readonly #touched = new Set<Element>();
  readonly #observer = new MutationObserver((records) => this.#take(records));

  constructor(text: string, host: Element) {
    this.text = text;
    this.#host = host;
  }

  grow(end: number): void {
    showIn(this.#host, this.text.slice(0, end), true);
  }

  check(): void {
    for (const [index, block] of this.#blocks().entries()) {
      const seen = this.#seen[index];
      const html = withoutCursor(block);
      if (seen && (seen.block !== block || seen.html !== html)) this.#changed.push(`${seen.html} -> ${html}`);
      else if (!seen && this.#seen.length === index && block.classList.contains('done')) this.#seen.push({ block, html });
    }
  }

  complete(): void {
    const root = this.#host.querySelector('.markdown');
    if (root) this.#observer.observe(root, { subtree: true, childList: true, characterData: true });
    showIn(this.#host, this.text, false);
  }

  watched(): Watched {
    this.#take(this.#observer.takeRecords());
    this.#observer.disconnect();
    const blocks = this.#blocks();
    const touched = this.#seen.filter(({ block, html }, index) => {
      const now = blocks[index];
      return now !== undefined && withoutCursor(now) === html && (now !== block || this.#touched.has(block));
    });
    return { changedWhileGrowing: this.#changed, touchedByCompletion: touched.map(({ html }) => html) };
  }

  #take(records: readonly MutationRecord[]): void {
    for (const { target } of records) {
      for (const { block } of this.#seen) if (block.contains(target)) this.#touched.add(block);
    }
  }

  #blocks(): Element[] {
    return [...(this.#host.querySelector('.markdown')?.children ?? [])];
  }
}

function showIn(host: Element, text: string, streaming: boolean): void {
  render(
    <StreamingMarkdown
      text={text}
      streaming={streaming}
      onCodeAction={(_, code) => Promise.resolve(answersOfPage.copied.push(code) > 0)}
    />,
    host,
  );
}

function hostOf(index: number): Element {
  const hosts = document.querySelector('.answers');
  if (!hosts) throw new Error('The page has no .answers.');
  while (hosts.childElementCount <= index) hosts.append(document.createElement('div'));
  return hosts.children[index] ?? hosts;
}

/** A block with its own tag, wherever the cursor stands. */
function withoutCursor(block: Element): string {
  const copy = block.cloneNode(true) as Element;
  for (const place of [copy, ...copy.querySelectorAll('.open')]) {
    place.classList.remove('open');
    if (place.className === '') place.removeAttribute('class');
  }
  const holder = document.createElement('div');
  holder.append(copy);
  return plainHtml(holder);
}

function plainHtml(root: Element | null): string {
  const copy = root?.cloneNode(true) as Element | undefined;
  for (const span of copy?.querySelectorAll('pre span[class^="code-"]') ?? []) span.replaceWith(...span.childNodes);
  copy?.normalize();
  return copy?.innerHTML ?? '';
}

declare global {
  // Only a `var` declares a property of globalThis.
  var answers: typeof answersOfPage;
}
globalThis.answers = answersOfPage;
