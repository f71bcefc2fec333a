import { build } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type {} from './page.tsx';
import { launchChromium } from '../../support/launchChromium.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../row.ts';
import { answerText } from './answerText.ts';
import { RENDERERS, type Renderer } from './renderers.ts';

interface Streamed {
  readonly taskMs: number;
  readonly scriptMs: number;
  readonly layoutMs: number;
  readonly frameP95Ms: number;
}

/** Load of other programs only ever adds to a time, so of several rounds the best one counts. */
const ROUNDS = 2;

/** The rest of a long answer stands for the whole: what is on the page is what makes it dear. */
const CASES = [
  { tokens: 4_000, measuredTokens: 4_000 },
  { tokens: 16_000, measuredTokens: 1_000 },
];

/**
 * Streaming Markdown at 200 tokens a second, 420 px wide: time of the main thread against the floor (a node of text per line) and against
 * react-markdown rendering each frame; and the time to show a finished message.
 */
export async function benchStreaming(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  const browser = await launchChromium();
  try {
    const open = await buildPage(folder, browser);
    const rows = await finishedRows(open);
    for (const { tokens, measuredTokens } of CASES) {
      const best = new Map<Renderer, Streamed>();
      for (let round = 0; round < ROUNDS; round++) {
        for (const renderer of RENDERERS) {
          const streamed = await stream(await open(), renderer, answerText(tokens), (tokens - measuredTokens) * 4);
          if (streamed.taskMs < (best.get(renderer)?.taskMs ?? Infinity)) best.set(renderer, streamed);
        }
      }
      rows.push(...streamedRows(`stream ${tokens} tokens`, measuredTokens, best));
    }
    return rows;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildPage(folder: string, browser: Browser): Promise<() => Promise<Page>> {
  await build({
    entryPoints: [fileURLToPath(new URL('page.tsx', import.meta.url))],
    bundle: true,
    minify: true,
    outdir: folder,
    format: 'iife',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const script = await readFile(join(folder, 'page.js'), 'utf8');
  const style = await readFile(join(folder, 'page.css'), 'utf8');
  return async () => {
    const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
    await page.setContent('<!doctype html><body></body>');
    await page.addStyleTag({
      content: `${style} .scroller { height: 100%; overflow: auto; white-space: normal; overflow-wrap: anywhere; }`,
    });
    await page.addScriptTag({ content: script });
    return page;
  };
}

async function stream(page: Page, renderer: Renderer, text: string, from: number): Promise<Streamed> {
  const session = await page.context().newCDPSession(page);
  // Processor time instead of wall time: what else runs on the machine then hardly shows.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metrics = async () =>
    new Map((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  await page.evaluate(([name, start]) => bench.prepare(name, start), [renderer, text.slice(0, from)] as const);
  const before = await metrics();
  const gaps = await page.evaluate(([whole, start]) => bench.stream(whole, start), [text, from] as const);
  const after = await metrics();
  await page.close();
  const spent = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    taskMs: spent('TaskDuration'),
    scriptMs: spent('ScriptDuration'),
    layoutMs: spent('LayoutDuration') + spent('RecalcStyleDuration'),
    frameP95Ms: quantile(gaps, 0.95),
  };
}

async function finishedRows(open: () => Promise<Page>): Promise<Row[]> {
  const text = answerText(16_000);
  const texts = Array.from({ length: 15 }, (_, index) => text.slice(index * 4000, (index + 1) * 4000));
  const page = await open();
  const [cold = Number.NaN, ...later] = await page.evaluate((all) => bench.finished(all), [...texts, ...texts, ...texts]);
  await page.close();
  return [
    { name: 'finished message, 1000 tokens, cold', measured: cold, unit: 'ms', goal: { of: 'measured', atMost: 50 } },
    {
      name: 'finished message, 1000 tokens, warm',
      measured: quantile(later.slice(-texts.length), 0.5),
      unit: 'ms',
      goal: { of: 'measured', atMost: 5 },
    },
  ];
}

function streamedRows(name: string, measuredTokens: number, best: ReadonlyMap<Renderer, Streamed>): Row[] {
  const of = (renderer: Renderer, figure: keyof Streamed) => best.get(renderer)?.[figure] ?? Number.NaN;
  const part = `${name}, last ${measuredTokens}, best of ${ROUNDS}`;
  const task = { name: `${part}: task time`, measured: of('ours', 'taskMs'), unit: 'ms' };
  return [
    { ...task, beside: { name: 'a text node per line', measured: of('lines', 'taskMs') }, goal: { of: 'ratio', atMost: 2 } },
    { ...task, beside: { name: 'react-markdown per frame', measured: of('reactMarkdown', 'taskMs') }, goal: { of: 'ratio', atMost: 0.25 } },
    { name: '  of it: script', measured: of('ours', 'scriptMs'), unit: 'ms' },
    { name: '  of it: style and layout', measured: of('ours', 'layoutMs'), unit: 'ms' },
    { name: '  frame p95', measured: of('ours', 'frameP95Ms'), unit: 'ms' },
  ];
}
