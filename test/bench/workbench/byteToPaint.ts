import type { Frame } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import { WorkbenchPage } from '../../support/workbenchPage.ts';
import { type Arrival, delays } from '../delays.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { median, quantile } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { Delivery, TimedSimulator } from '../timedSimulator.ts';
import type { Place } from './place.ts';

const asks = 10;
/** A service that begins to answer sooner than models do would only show how the question is drawn. */
const thinksMs = 300;
const words = 1000;
const everyMs = 5;
const patienceMs = 60_000;
const clockRounds = 20;

interface Watch {
  enteredAt: number;
  /** The length of the newest answer's text, and when the frame began before which it was painted. */
  readonly painted: { at: number; end: number }[];
}

/** Words without any Markdown, so that the text on the screen is as long as the text that was sent; four characters with their space. */
function plainWords(count: number): string {
  return Array.from({ length: count }, (_, index) => (index % 7 === 6 ? 'node' : 'line')).join(' ');
}

/** From the keys to the glass and from the socket to the glass, in the real panel. */
export async function byteToPaint({ browser, workbench }: Place, simulator: TimedSimulator): Promise<readonly Row[]> {
  const context = await browser.newContext();
  const window = await WorkbenchPage.open(context, workbench);
  const frame = await window.openChatView();
  await frame.evaluate(watchAnswers);

  const shares: number[] = [];
  const toWire: number[] = [];
  const toGlass: number[] = [];
  await simulator.order({ text: plainWords(1), everyMs: thinksMs });
  for (let index = 0; index <= asks; index += 1) {
    const { enteredAt, painted, delivery } = await ask(frame, simulator, `Question ${index}`);
    const [firstGlyph = NaN] = delays(delivery.pieces, painted);
    if (index === 0) continue;
    toWire.push(delivery.askedAt - enteredAt);
    toGlass.push(firstGlyph);
    shares.push(delivery.askedAt - enteredAt + firstGlyph);
  }

  await simulator.order({ text: plainWords(words), everyMs });
  const stream = await ask(frame, simulator, 'Tell me all of it.');
  const streamed = delays(stream.delivery.pieces, stream.painted);
  await context.close();

  const ms = { unit: 'ms' } as const;
  return [
    { name: `Enter → request at the service, in the panel, p50 of ${asks}`, measured: median(toWire), ...ms },
    { name: `first byte → first glyph painted, p50 of ${asks}`, measured: median(toGlass), ...ms },
    {
      name: `our share of the time to the first token: both, p95 of ${asks}`,
      measured: quantile(shares, 0.95),
      ...ms,
      goal: { of: 'measured', atMost: 300 },
    },
    ...[0.5, 0.95].map((share) => ({
      name: `byte → glyph painted, ${words} tokens at ${1000 / everyMs}/s, p${share * 100}`,
      measured: quantile(streamed, share),
      ...ms,
    })),
  ];
}

/** Runs in the panel. A change is painted in the frame that is drawn before the next callback for a frame. */
function watchAnswers(): void {
  const watch: Watch = { enteredAt: 0, painted: [] };
  Object.assign(window, { watch });
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter') return;
      watch.enteredAt = event.timeStamp;
      watch.painted.length = 0;
      known = document.querySelectorAll('.entry.assistant').length;
    },
    true,
  );
  let known = 0;
  let asked = false;
  const note = () => {
    asked = false;
    const answer = [...document.querySelectorAll('.entry.assistant')][known]?.querySelector('.markdown');
    watch.painted.push({ at: performance.now(), end: answer?.textContent?.length ?? 0 });
  };
  new MutationObserver(() => {
    if (!asked) requestAnimationFrame(note);
    asked = true;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

async function ask(
  frame: Frame,
  simulator: TimedSimulator,
  question: string,
): Promise<{ enteredAt: number; painted: readonly Arrival[]; delivery: Delivery }> {
  const offset = await clockOffset(frame);
  const field = frame.getByRole('textbox', { name: 'Message' });
  await field.fill(question);
  const before = await frame.locator('.entry.assistant').count();
  await field.press('Enter');
  await waitFor('the answer', patienceMs, async () => {
    const answers = frame.locator('.entry.assistant');
    return (await answers.count()) > before && (await answers.last().getAttribute('data-state')) === 'complete' ? true : undefined;
  });
  const delivery = await simulator.takeDelivery();
  const { enteredAt, painted } = await frame.evaluate(() => (globalThis as unknown as { watch: Watch }).watch);
  return {
    delivery,
    enteredAt: enteredAt + offset,
    painted: painted.map(({ at, end }) => ({ at: at + offset, end })),
  };
}

/** What to add to the panel's clock to get ours; from the quickest of several questions, wrong by at most half its round trip. */
async function clockOffset(frame: Frame): Promise<number> {
  let best = { roundTrip: Infinity, offset: 0 };
  for (let round = 0; round < clockRounds; round += 1) {
    const before = monotonicMs();
    const there = await frame.evaluate(() => performance.now());
    const after = monotonicMs();
    if (after - before < best.roundTrip) best = { roundTrip: after - before, offset: (before + after) / 2 - there };
  }
  return best.offset;
}
