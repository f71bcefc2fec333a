// Runs in the browser: one growing answer, drawn in three ways, in a scroller that stays at its end.
import { render } from 'preact';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import '../../../webview-ui/theme/layers.css';
import '../../../webview-ui/theme/tokens.css';
import '../../../webview-ui/theme/base.css';
import '../../../webview-ui/theme/motion.css';
import '../../../webview-ui/markdown/markdown.css';
import { StreamingMarkdown } from '../../../webview-ui/markdown/StreamingMarkdown.tsx';
import type { Renderer } from './renderers.ts';

type Draw = (text: string, streaming: boolean) => void;

const DELTA_LENGTH = 4;
const DELTA_MS = 5;
const FRAME_MS = 1000 / 60;

const scroller = document.createElement('div');
scroller.className = 'scroller';
const host = document.createElement('div');
scroller.append(host);
document.body.append(scroller);

/** The floor: nothing is read, each line is a block with one node of text, and only the last one changes. */
function drawLines(): Draw {
  let from = 0;
  let line: Text | undefined;
  return (text) => {
    for (const [index, part] of text.slice(from).split('\n').entries()) {
      if (!line || index > 0) {
        line = document.createTextNode('');
        const block = document.createElement('div');
        block.append(line);
        host.append(block);
      }
      line.appendData(part);
    }
    from = text.length;
  };
}

function drawWithReactMarkdown(): Draw {
  const root = createRoot(host);
  return (text) => flushSync(() => root.render(createElement(Markdown, { remarkPlugins: [remarkGfm] }, text)));
}

const drawOurs = (): Draw => (text, streaming) => render(<StreamingMarkdown text={text} streaming={streaming} />, host);

const makers: Readonly<Record<Renderer, () => Draw>> = { lines: drawLines, reactMarkdown: drawWithReactMarkdown, ours: drawOurs };

const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
const idle = () => new Promise((done) => requestIdleCallback(done));

const bench = {
  draw: drawOurs(),

  /** Draws the first part at once, and waits until nothing more is to be done for it. */
  async prepare(renderer: Renderer, text: string): Promise<void> {
    bench.draw = makers[renderer]();
    if (text !== '') bench.draw(text, true);
    for (let calm = 0; calm < 20; calm++) await frame();
    await idle();
    scroller.scrollTop = scroller.scrollHeight;
    await frame();
  },

  /**
   * Streams the rest at 200 tokens a second; once per frame, what has come is drawn. A frame counts as a sixtieth of a second, however long it
   * took, so that all draw the same number of times: one that cannot keep up would else be credited with the frames it missed.
   *
   * @returns the times between frames in ms.
   */
  async stream(text: string, from: number): Promise<number[]> {
    const gaps: number[] = [];
    let last = await frame();
    for (let end = from; end < text.length;) {
      const now = await frame();
      gaps.push(now - last);
      last = now;
      end = Math.min(text.length, from + Math.floor((gaps.length * FRAME_MS) / DELTA_MS) * DELTA_LENGTH);
      bench.draw(text.slice(0, end), true);
      scroller.scrollTop = scroller.scrollHeight;
    }
    bench.draw(text, false);
    await frame();
    return gaps;
  },

  /** Draws finished answers, each in an empty page, layout included. @returns ms for each. */
  async finished(texts: readonly string[]): Promise<number[]> {
    const times: number[] = [];
    for (const text of texts) {
      const began = performance.now();
      render(<StreamingMarkdown text={text} streaming={false} />, host);
      scroller.scrollTop = scroller.scrollHeight;
      times.push(performance.now() - began);
      render(null, host);
      await frame();
    }
    return times;
  },
};

export type Bench = typeof bench;

declare global {
  var bench: Bench;
}
globalThis.bench = bench;
