import { describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { atRest } from './atRest.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, answerHead, chat, status, streamingEntry, surface, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const open = async (state: SurfaceState) => (app = await openApp({ state }));
const log = () => app.page.getByRole('log', { name: 'Conversation' });
const question = userEntry('a', 'How long is a metre?');
const paragraphs = (count: number) => Array.from({ length: count }, (_, index) => `Paragraph ${index}.`).join('\n\n');
const longChat = () => chat(question, answerEntry('b', paragraphs(60)), userEntry('c', 'More'), streamingEntry('d', 1));
const live = () => app.page.getByRole('button', { name: '↓ live' });
const fromEnd = () => log().evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
const more = async (from: number) => {
  const text = `${paragraphs(15)}\n\n`;
  await app.host.text(1, from, text);
  return from + text.length;
};

describe('following', () => {
  it('keeps the end in sight while text comes', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await more(await more(0));
    await expect.poll(fromEnd).toBe(0);
    expect(await live().count()).toBe(0);
  });

  it('does not mistake text that comes between two frames for scrolling', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    const text = `${paragraphs(5)}\n\n`;
    await app.page.evaluate(async (piece) => {
      for (let at = 0; at < 60; at++) {
        window.postMessage([1, at * piece.length, piece], '*');
        // Five a frame, each of them in a task of its own.
        await new Promise((resolve) => (at % 5 === 4 ? requestAnimationFrame(resolve) : setTimeout(resolve, 0)));
      }
    }, text);
    await app.host.heard(() => app.host.painted === 60);
    await expect.poll(fromEnd).toBe(0);
    expect(await live().count()).toBe(0);
  });

  it('ends when the person scrolls up, and the place stays', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -400);
    await live().waitFor();
    const place = await log().evaluate((element) => element.scrollTop);
    await more(0);
    expect(await log().evaluate((element) => element.scrollTop)).toBe(place);
  });

  it('goes on at the press of "↓ live"', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -400);
    await live().click();
    await expect.poll(fromEnd).toBe(0);
    await more(0);
    await expect.poll(fromEnd).toBe(0);
    expect(await live().count()).toBe(0);
  });

  it('goes on when the person scrolls back to the end', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -400);
    await live().waitFor();
    await app.page.mouse.wheel(0, 5000);
    await live().waitFor({ state: 'detached' });
    await more(0);
    await expect.poll(fromEnd).toBe(0);
  });

  it('can be left and taken up by keyboard', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().focus();
    await app.page.keyboard.press('Home');
    await expect.poll(() => log().evaluate((element) => element.scrollTop)).toBe(0);
    await live().focus();
    await app.page.keyboard.press('Enter');
    await expect.poll(fromEnd).toBe(0);
  });

  it.each(['Home', 'PageUp', 'ArrowUp', 'wheel'])('is left by %s while text flows, and the way up is not bent', async (how) => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    // As fast as a model writes, and with every frame: the transcript grows between the key and the first movement.
    const flow = await app.page.evaluateHandle((piece) => {
      let at = 0;
      let frame = 0;
      const write = () => {
        window.postMessage([1, at * piece.length, piece], '*');
        at += 1;
        frame = requestAnimationFrame(write);
      };
      write();
      return {
        /** How many batches it was. */
        end: () => {
          cancelAnimationFrame(frame);
          return at;
        },
      };
    }, 'A line of text that comes. And another one, as long.\n\n');
    await app.host.heard(() => app.host.painted > 10);
    await log().hover();
    await log().focus();
    await (how === 'wheel' ? app.page.mouse.wheel(0, -400) : app.page.keyboard.press(how));
    await live().waitFor();
    const flowed = app.host.painted;
    await app.host.heard(() => app.host.painted >= flowed + 30);
    const last = await flow.evaluate(({ end }) => end());
    await app.host.heard(() => app.host.painted === last);
    expect(await live().count()).toBe(1);
    if (how === 'Home') expect(await log().evaluate((element) => element.scrollTop)).toBe(0);
  });

  it('is offered as the end where nothing arrives', async () => {
    await open(chat(question, answerEntry('b', paragraphs(60))));
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -400);
    await app.page.getByRole('button', { name: '↓ end', exact: true }).click();
    await expect.poll(fromEnd).toBe(0);
    expect(await app.page.locator('.to-live').count()).toBe(0);
  });

  it('is not taken up by a reader who has gone up a little, whatever comes below', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -12);
    await expect.poll(() => log().getAttribute('data-follows')).toBe('false');
    await atRest(log());
    const place = await log().evaluate((element) => element.scrollTop);
    await more(await more(0));
    await atRest(log());
    expect(await log().evaluate((element) => element.scrollTop)).toBe(place);
    await live().waitFor();
  });

  it('holds what is read while the rest of an answer comes, grows late and is completed', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -700);
    await atRest(log());
    const read = () =>
      app.page
        .getByText('Paragraph 50.')
        .first()
        .evaluate((element) => Math.round(element.getBoundingClientRect().top));
    const place = await read();
    const text = `${paragraphs(80)}\n\n\`\`\`ts\n${'const a = 1;\n'.repeat(300)}\`\`\`\n\n[one]: https://example.com`;
    await app.host.text(1, 0, text);
    expect(await read()).toBe(place);
    const reasoning = { from: 0, text: 'Because. '.repeat(300) };
    await app.host.update({ op: 'close', entry: answerHead('d'), text: { from: text.length, text: '' }, reasoning });
    await atRest(log());
    expect(await read()).toBe(place);
    await app.page.getByRole('button', { name: '↓ end', exact: true }).waitFor();
  });

  it('starts where the person was before a reload', async () => {
    await open(longChat());
    await expect.poll(fromEnd).toBe(0);
    await log().hover();
    await app.page.mouse.wheel(0, -600);
    await live().waitFor();
    await app.page.waitForFunction(() => !sessionStorage.getItem('vscode-webview-state')?.includes('"place":null'));
    const place = await log().evaluate((element) => element.scrollTop);
    await app.page.reload();
    await expect.poll(() => log().evaluate((element) => element.scrollTop)).toBeCloseTo(place, -1);
    await live().waitFor();
  });
});

it.each([300, 480])('an empty log %i px wide starts at its beginning, however little of it is in sight', async (width) => {
  app = await openApp({ state: surface({ status: status({ key: 'missing' }) }), width, height: 480 });
  expect(await log().evaluate((element) => element.scrollHeight - element.clientHeight)).toBeGreaterThan(24);
  await app.page.evaluate(() => document.fonts.ready);
  await expect.poll(() => log().evaluate((element) => element.scrollTop)).toBe(0);
  await app.host.snapshot(longChat());
  await expect.poll(fromEnd).toBe(0);
});
