import { launchChromium } from '../support/launchChromium.ts';
import { startWorkbench } from '../support/workbench.ts';
import { productionBuild } from './productionBuild.ts';
import type { Row } from './row.ts';
import { TimedSimulator } from './timedSimulator.ts';
import { byteToPaint } from './workbench/byteToPaint.ts';
import { emptyViewHeap } from './workbench/emptyViewHeap.ts';
import { start } from './workbench/start.ts';

/** What a person waits for: in the browser workbench of VS Code, headless Chromium, software rendering. */
export async function benchWorkbench(): Promise<readonly Row[]> {
  const simulator = await TimedSimulator.start();
  const workbench = await startWorkbench({
    extension: { folder: productionBuild() },
    settings: { 'neuralTerminal.model.default': 'openai/gpt-4o-mini' },
    env: { OPENROUTER_API_KEY: simulator.key, OPENROUTER_BASE_URL: simulator.url },
  });
  const browser = await launchChromium();
  try {
    const place = { browser, workbench };
    return [...(await start(place)), ...(await byteToPaint(place, simulator)), ...(await emptyViewHeap(workbench))];
  } finally {
    await browser.close();
    await workbench.stop();
    await simulator.close();
  }
}
