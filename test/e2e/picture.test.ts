import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../support/projectRoot.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.open({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
  laboratory.simulator.paceMs = 45;
});
afterAll(() => laboratory.close());

/** The picture of the README. Every run takes it; `UPDATE_PICTURE=1` also puts it where the README shows it. */
it('shows the terminal beside the code it is asked about', async () => {
  const window = await laboratory.window();
  await window.page.setViewportSize({ width: 1500, height: 860 });
  const sidebar = await window.openChatView();
  await window.openFile('fibonacci.py');
  await window.selectLines(1, 2);
  await window.runCommand('Neural Terminal: Ask About Selection…');
  await sidebar.locator('.composer').getByText('fibonacci.py:1–2').waitFor();
  laboratory.simulator.say(answer);
  await chat.transmit(sidebar, 'Why is this slow, and what is the smallest fix?');
  await chat.settled(sidebar);
  await window.runCommand('Neural Terminal: Open in Editor');
  const editor = await window.chat('editor');
  await chat.answer(editor).getByText('lru_cache').first().waitFor();
  laboratory.simulator.say(followUp);
  const gate = laboratory.simulator.hold(34);
  await chat.transmit(editor, 'How much memory does the cache take for n = 10,000?');
  await gate.reached;
  await chat.answer(editor).getByText('one entry per value of n').waitFor();
  await chat.answer(editor).getByText('tok/s').waitFor();
  const picture = join(projectRoot, 'out', 'terminal.png');
  mkdirSync(join(projectRoot, 'out'), { recursive: true });
  await window.page.screenshot({ path: picture });
  if (process.env['UPDATE_PICTURE']) copyFileSync(picture, join(projectRoot, 'docs', 'images', 'terminal.png'));
  gate.release();
  await chat.settled(editor);
  expect(window.problems()).toEqual([]);
});

const answer = `Each call makes **two more calls**, so the work grows like 1.618ⁿ. The same values are computed again and again.

\`\`\`python
from functools import lru_cache

@lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
\`\`\`

| n | calls before | calls after |
|---|---:|---:|
| 20 | 21,891 | 21 |
| 35 | 29,860,703 | 36 |`;

const followUp =
  'About **one entry per value of n**: a key, a result, and a link in the cache. For n = 10,000 that is roughly 2 MB, most of it the large integers themselves, because the last results have more than two thousand decimal digits each.';
