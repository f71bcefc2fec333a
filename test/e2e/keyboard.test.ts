import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { chat, Laboratory } from './laboratory.ts';

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

  laboratory.simulator.say('An entry.');
  await chat.transmit(frame, 'Anything.');
  await chat.settled(frame);
  await chat.answer(frame).focus();
  await page.keyboard.press('Control+z');
  // What the command would have changed is there before the answer to this one.
  await window.runCommand('File: Save');
  expect(await readFile(file, 'utf8')).toBe('typed # A\n');
});

it('Enter and Escape of an input method do nothing but end its composition, in every field', async () => {
  laboratory = await Laboratory.open({});
  const window = await laboratory.window();
  const { page } = window;
  const frame = await window.openChatView();
  laboratory.simulator.say('Answered.');
  await chat.transmit(frame, 'Units');
  await chat.settled(frame);
  const asked = () => laboratory.simulator.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
  const askedOnce = asked();
  const session = await page.context().newCDPSession(page);
  /** As Chromium reports the key that ends a composition: with the code 229. */
  const compose = async (field: Locator, text: string) => {
    await field.fill(text);
    for (const key of ['Enter', 'Escape']) {
      await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 });
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode: 229 });
    }
    expect(await field.inputValue()).toBe(text);
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  };

  const message = frame.getByRole('textbox', { name: 'Message' });
  await compose(message, 'こんにちは');
  expect(asked()).toBe(askedOnce);
  await message.fill('');

  await frame.getByRole('button', { name: 'Model', exact: true }).click();
  await compose(frame.getByRole('searchbox', { name: 'Search models' }), '日本');
  await page.keyboard.press('Escape');

  await frame.getByRole('button', { name: 'Archive' }).click();
  await compose(frame.getByRole('searchbox', { name: 'Search archive' }), 'Units');
  const card = frame.getByRole('region', { name: 'Archive' }).getByRole('listitem').filter({ hasText: 'Units' });
  await card.hover();
  await card.getByRole('button', { name: 'Rename' }).click();
  const title = frame.getByRole('textbox', { name: 'Title' });
  await compose(title, '単位');
  await page.keyboard.press('Escape');
  await card.hover();
  await card.getByRole('button', { name: 'Tags' }).click();
  await compose(frame.getByRole('textbox', { name: 'Tags, separated by commas' }), '長さ');
});

it('the focus of a new editor tab begins in its composer, and comes back from the palette to what had it', async () => {
  laboratory = await Laboratory.open({});
  const window = await laboratory.window();
  const { page } = window;
  await window.runCommand('Neural Terminal: Open in Editor');
  const frame = await window.chat('editor');
  const focused = () =>
    frame.evaluate(() => (document.hasFocus() ? (document.activeElement?.getAttribute('aria-label') ?? 'nothing') : 'elsewhere'));
  await expect.poll(focused).toBe('Message');
  const throughPalette = async () => {
    const palette = page.locator('.quick-input-widget');
    await page.keyboard.press('F1');
    await palette.waitFor();
    await expect.poll(focused).toBe('elsewhere');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
  };
  await throughPalette();
  await expect.poll(focused).toBe('Message');

  laboratory.simulator.say('An entry.');
  await chat.transmit(frame, 'Anything.');
  await chat.settled(frame);
  await chat.answer(frame).focus();
  await throughPalette();
  await expect.poll(focused).toContain('gpt-4o-mini');
});
