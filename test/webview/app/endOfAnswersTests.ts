import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../support/launchChromium.ts';
import { atRest } from './atRest.ts';
import { type OddAnswer, oddAnswers } from './oddAnswers.ts';
import { type App, openApp } from './openApp.ts';
import { answerHead, chained, conversation, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

/** px: a sidebar drawn in, usual ones, panels of both layouts. */
const widths = [240, 1040, 480, 1600, 300] as const;
const height = 800;

/**
 * Streams so many answers of odd shapes into one page and resizes it after each: the end of every one is at the end of the transcript, and
 * nothing offers a way there.
 */
export function endOfAnswersTests(seed: number, count: number): void {
  let browser: Browser;
  let app: App;
  beforeAll(async () => {
    browser = await launchChromium();
    app = await openApp(browser, { height });
  });
  afterAll(() => browser.close());

  const answers = oddAnswers(seed, count).map((answer, index) => ({ ...answer, index }));
  it.each(answers)('the end is in sight of answer $name', async ({ index, ...answer }) => {
    const log = app.page.getByRole('log', { name: 'Conversation' });
    const seen: Record<string, unknown> = {};
    await app.page.setViewportSize({ width: widths[index % widths.length]!, height });
    await stream(app, answer, index);
    seen['at the end of the stream'] = await endOf(log);
    if (answer.reasoning !== '') {
      await log
        .locator('.reasoning summary')
        .last()
        .evaluate((summary: HTMLElement) => summary.click());
      seen['with its reasoning opened'] = await endOf(log);
    }
    for (const width of widths) {
      await app.page.setViewportSize({ width, height });
      seen[`at ${width} px`] = await endOf(log);
    }
    expect(seen).toEqual(Object.fromEntries(Object.keys(seen).map((at) => [at, { beyond: 0, offered: false }])));
  });
}

/** How many whole px lie below the lower edge, once nothing moves any more, and whether the page offers to go there. */
async function endOf(log: Locator): Promise<{ readonly beyond: number; readonly offered: boolean }> {
  await atRest(log);
  return log.evaluate((element) => ({
    beyond: Math.floor(Math.abs(element.scrollHeight - element.scrollTop - element.clientHeight)),
    offered: document.querySelector('.to-live') !== null,
  }));
}

/** A conversation of its own, and the answer in it from the first word to its bill. */
async function stream({ page, host }: App, { text, reasoning, pieces, together, framesApart }: OddAnswer, index: number): Promise<void> {
  const own = { conversationId: `conversation-${index}` };
  const number = index + 1;
  const question = userEntry(`question-${index}`, 'And this?', own);
  const answer = streamingEntry(`answer-${index}`, number);
  const entries = chained([question, { ...answer, ...own }]);
  await host.snapshot(surface({ conversation: conversation({ id: own.conversationId }), entries }));
  if (reasoning !== '') await host.entry({ ...answer, ...own, reasoning });
  await page.evaluate(
    async ({ streamNumber, whole, parts, group, frames }) => {
      const length = Math.ceil(whole.length / parts);
      for (let part = 0; part * length < whole.length; part++) {
        const from = part * length;
        window.postMessage([streamNumber, from, whole.slice(from, from + length)], '*');
        if (part % group < group - 1) continue;
        for (let frame = 0; frame < frames; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
    { streamNumber: number, whole: text, parts: pieces, group: together, frames: framesApart },
  );
  const head = { ...answerHead(`answer-${index}`), ...own };
  await host.update({ op: 'close', entry: head, text: { from: text.length, text: '' }, reasoning: { from: 0, text: reasoning } });
}
