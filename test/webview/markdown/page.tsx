// Runs in the browser: what the tests of the Markdown renderer need of it, as one global.
import { render } from 'preact';
import '../../../webview-ui/theme/layers.css';
import '../../../webview-ui/theme/tokens.css';
import '../../../webview-ui/theme/base.css';
import '../../../webview-ui/markdown/markdown.css';
import { lexMarkdown } from '../../../webview-ui/markdown/lexMarkdown.ts';
import { renderToken } from '../../../webview-ui/markdown/renderToken.ts';
import { StreamingMarkdown } from '../../../webview-ui/markdown/StreamingMarkdown.tsx';

/** Answers are shown in #answer. */
const lab = {
  copied: [] as string[],

  show(text: string, streaming = false): void {
    const host = document.querySelector('#answer');
    if (!host) throw new Error('The page has no #answer.');
    render(
      <StreamingMarkdown text={text} streaming={streaming} onCodeAction={(_, code) => Promise.resolve(lab.copied.push(code) > 0)} />,
      host,
    );
  },

  /** Draws all of a text, however long that takes: the clock stands still, so that no budget runs out. */
  showWhole(text: string): void {
    const realNow = performance.now.bind(performance);
    performance.now = () => 0;
    lab.show(text);
    performance.now = realNow;
  },

  remove(): void {
    const host = document.querySelector('#answer');
    if (host) render(null, host);
  },

  /**
   * Feeds a text in steps of the given lengths, and draws each of them: the clock stands still within a step and leaps between two, so that
   * no pause is due and no budget runs out.
   */
  stream(text: string, steps: readonly number[], afterStep: () => void = () => undefined): void {
    const realNow = performance.now.bind(performance);
    let now = realNow();
    performance.now = () => now;
    lab.show('', true);
    let end = 0;
    for (let index = 0; end < text.length; index++) {
      end += steps[index % steps.length] ?? 1;
      now += 1000;
      lab.show(text.slice(0, end), true);
      afterStep();
    }
    lab.show(text, false);
    afterStep();
    performance.now = realNow;
  },

  /** Streams a text, and says after which steps one of its words (`w1x`, `w2x` …) is missing that something came behind. */
  missingWords(text: string, steps: readonly number[]): string[] {
    const missing: string[] = [];
    let end = 0;
    let step = 0;
    lab.stream(text, steps, () => {
      end = Math.min(text.length, end + (steps[step++ % steps.length] ?? 1));
      const shown = document.querySelector('.markdown')?.textContent ?? '';
      const part = text.slice(0, end);
      for (const [word] of part.matchAll(/w\d+x(?=[^])/g)) if (!shown.includes(word)) missing.push(`${word} of ${JSON.stringify(part)}`);
    });
    const shown = document.querySelector('.markdown')?.textContent ?? '';
    for (const [word] of text.matchAll(/w\d+x/g)) if (!shown.includes(word)) missing.push(`${word} at the end`);
    lab.remove();
    return missing;
  },

  frame(): Promise<void> {
    return new Promise((done) => requestAnimationFrame(() => done()));
  },

  /** The answer as HTML, without the colours that come later, and with adjacent text in one node. */
  html(): string {
    return plainHtml(document.querySelector('.markdown'));
  },

  /** What a single reading of the whole text gives, block by block: the measure for all that is done in steps. */
  reference(text: string): string {
    const root = document.createElement('div');
    for (const token of lexMarkdown(text.replace(/\r\n?/g, '\n'), {})) {
      if (token.type === 'space') continue;
      const element = renderToken(token);
      element.classList.add('done');
      root.append(element);
    }
    return plainHtml(root);
  },
};

function plainHtml(root: Element | null): string {
  const copy = root?.cloneNode(true) as Element | undefined;
  for (const span of copy?.querySelectorAll('pre span[class^="code-"]') ?? []) span.replaceWith(...span.childNodes);
  copy?.normalize();
  return copy?.innerHTML ?? '';
}

type Lab = typeof lab;

declare global {
  // Only a `var` declares a property of globalThis.
  var lab: Lab;
}
globalThis.lab = lab;
