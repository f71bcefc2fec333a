import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
afterEach(() => laboratory.close());

it('undo in the composer takes back what was written there, and no change of the file in a custom editor beside it', async () => {
  laboratory = await Laboratory.open({});
  const window = await laboratory.window();
  const { page } = window;
  const file = join(laboratory.workbench.workspaceFolder, 'note.md');
  await writeFile(file, '# A\n');
  await window.openFile('note.md');
  await page.locator('.editor-instance .view-lines').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('typed ');
  await page.locator('.view-line').filter({ hasText: 'typed' }).waitFor();
  await window.runCommand('File: Save');
  await expect.poll(() => readFile(file, 'utf8')).toBe('typed # A\n');
  const frame = await window.openChatView();
  await window.runCommand('View: Reopen Editor With...');
  await page.locator('.quick-input-widget').getByRole('option').filter({ hasText: 'Markdown Preview' }).click();
  await page.locator('.tab.active').filter({ hasText: 'note.md' }).waitFor();

  const field = frame.getByRole('textbox', { name: 'Message' });
  await field.click();
  await page.keyboard.type('alpha');
  await page.keyboard.press('Control+z');
  await expect.poll(() => field.inputValue()).toBe('');
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => field.inputValue()).toBe('alpha');
  await window.runCommand('File: Save');
  expect(await readFile(file, 'utf8')).toBe('typed # A\n');
  await expect.poll(() => page.locator('.tab.active.dirty').count()).toBe(0);
});
