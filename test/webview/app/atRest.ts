import type { Locator } from 'playwright-core';

/** Resolves when the content of a scroller has kept its height and its place for some frames: blocks that come into sight get their real heights. */
export async function atRest(scroller: Locator): Promise<void> {
  await scroller.evaluate(async (element) => {
    const layout = () => `${element.scrollHeight} ${element.scrollTop}`;
    for (let still = 0, last = layout(); still < 5;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = layout();
      still = now === last ? still + 1 : 0;
      last = now;
    }
  });
}
