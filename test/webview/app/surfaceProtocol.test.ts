import { describe, expect, it } from 'vitest';
import type { WebviewMessage } from '../../../src/shared/protocol/messages.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, chat, conversation, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const streaming = { ...chat(userEntry('a', 'Question'), streamingEntry('b', 1, 'abc')), tip: 'b' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What the page says of `streaming`, beside the name of its surface, while nothing was typed. */
const shown = { type: 'ready', conversation: conversation().id, tip: 'b', stay: 1, entries: 2, changes: 0 };
const surfaceOf = (said: WebviewMessage | undefined) => (said?.type === 'ready' ? said.surface : undefined);
const count = (type: string) => app.host.received.filter((message) => message.type === type).length;

it('says ready once, without a conversation, when it was never open before', async () => {
  app = await openApp();
  expect(app.host.received[0]).toEqual({ type: 'ready', surface: expect.stringMatching(uuid) as string, entries: 0, changes: 0 });
  expect(count('ready')).toBe(1);
});

it('says after a reload which conversation it showed, and which branch of it, under the same name', async () => {
  app = await openApp({ state: streaming });
  await app.page.waitForFunction(() => sessionStorage.getItem('vscode-webview-state') !== null);
  const surface = surfaceOf(app.host.received[0]);
  app.host.received.length = 0;
  await app.page.reload();
  await app.page.getByRole('article').first().waitFor();
  expect(app.host.received[0]).toEqual({ ...shown, surface });
});

it('says ready again when it can be seen again: a host that got no acknowledgement has stopped sending', async () => {
  app = await openApp({ state: streaming });
  const surface = surfaceOf(app.host.received[0]);
  app.host.received.length = 0;
  await app.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await app.host.heard(({ type }) => type === 'ready');
  expect(app.host.received[0]).toEqual({ ...shown, surface });
});

describe('a batch', () => {
  it('is acknowledged when it is on the screen', async () => {
    app = await openApp({ state: streaming });
    await app.host.text(1, 3, 'def');
    await expect.poll(() => app.page.locator('.markdown').textContent()).toBe('abcdef');
    expect(count('painted')).toBe(1);
  });

  it('with a hole before it asks for a snapshot, and is not acknowledged', async () => {
    app = await openApp({ state: streaming });
    await app.host.post([1, 5, 'f']);
    await app.host.heard(({ type }) => type === 'resync');
    await expect.poll(() => app.page.locator('.markdown').textContent()).toBe('abc');
    expect(count('painted')).toBe(0);
  });

  it('of another revision asks for a snapshot', async () => {
    app = await openApp({ state: streaming });
    await app.host.post([17, []]);
    await app.host.heard(({ type }) => type === 'resync');
  });
});

it('goes on after a snapshot in mid-stream, without a gap', async () => {
  app = await openApp({ state: streaming });
  await app.host.post([1, 5, 'f']);
  await app.host.heard(({ type }) => type === 'resync');
  await app.host.snapshot(chat(userEntry('a', 'Question'), streamingEntry('b', 2, 'abcdef')));
  await app.host.text(2, 6, 'ghi');
  await expect.poll(() => app.page.locator('.markdown').textContent()).toBe('abcdefghi');
});

it('reports what goes wrong in the page', async () => {
  app = await openApp();
  await app.page.evaluate(() => void Promise.reject(new Error('planted')));
  await app.host.heard((message) => message.type === 'fault' && message.kind === 'rejection' && message.message.includes('planted'));
  await app.page.evaluate(() => document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' })));
  await app.host.heard((message) => message.type === 'fault' && message.kind === 'csp' && message.message.includes('img-src'));
});

it('runs a whole session without breaking the policy of the page', async () => {
  app = await openApp({
    state: chat(userEntry('a', 'Question'), answerEntry('b', '```ts\nconst a = 1;\n```\n\n| a |\n|-|\n| 1 |')),
  });
  await app.page.getByRole('button', { name: 'Archive', exact: true }).click();
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Model', exact: true }).click();
  await app.page.getByRole('option').first().waitFor();
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: /Store/ }).click();
  await app.host.entry(
    answerEntry('c', '', { state: 'failed', failure: { code: 'OFFLINE', message: 'No.', retryable: true, actions: ['switchModel'] } }),
  );
  await app.page.getByRole('combobox').click();
  expect(app.host.received.filter(({ type }) => type === 'fault')).toEqual([]);
});
