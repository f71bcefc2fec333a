import { describe, expect, it } from 'vitest';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, chat, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const paragraphs = Array.from({ length: 80 }, (_none, index) => `Paragraph ${index} of a long answer.`).join('\n\n');

describe.each([300, 1040])('at %i px', (width) => {
  // The lower ones are those of a panel drawn nearly shut.
  it.each([800, 158, 140])(
    'and %i px of height nothing around the transcript can be scrolled away, not even by a script',
    async (height) => {
      app = await openApp({ state: chat(userEntry('a', 'Explain'), answerEntry('b', paragraphs)), width, height });
      const moved = await app.page.evaluate(() => {
        const around: Element[] = [];
        for (let above = document.querySelector('[role="log"]')!.parentElement; above; above = above.parentElement) around.push(above);
        const last = [...document.querySelectorAll('[role="log"] p')].at(-1)!;
        for (const block of ['start', 'center', 'end'] as const) last.scrollIntoView({ block });
        for (const element of around) element.scrollTo(50, 50);
        return around
          .map(({ localName, className, scrollTop, scrollLeft }) => ({ part: className || localName, scrollTop, scrollLeft }))
          .filter(({ scrollTop, scrollLeft }) => scrollTop !== 0 || scrollLeft !== 0);
      });
      expect(moved).toEqual([]);
    },
  );

  it.each([158, 140])('and %i px of height the composer is whole', async (height) => {
    app = await openApp({ state: chat(userEntry('a', 'Explain'), answerEntry('b', paragraphs)), width, height });
    const box = await app.page.locator('.composer').boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(height);
  });
});
