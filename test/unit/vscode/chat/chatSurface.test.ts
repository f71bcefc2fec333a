import { describe, expect, it, vi } from 'vitest';
import { openChatSurface } from '../../../../src/vscode/chat/chatSurface.ts';
import { FakeWebview } from '../../../support/fakeVscode/fakeSurface.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';
import { sessionServices } from '../kit/sessionServices.ts';

const dist = FakeUri.file('/extension/dist');

function setUp() {
  const webview = new FakeWebview();
  const { services, logger, memento } = sessionServices();
  return { webview, logger, memento, ...openChatSurface(webview, 'sidebar', dist, services) };
}

describe('the permissions of a webview', () => {
  it('are scripts, and files of the built extension only', () => {
    expect(setUp().webview.options).toEqual({ enableScripts: true, localResourceRoots: [dist] });
  });

  it('are set before the page is', () => {
    const webview = new FakeWebview();
    const whenLoaded: unknown[] = [];
    Object.defineProperty(webview, 'html', { set: () => void whenLoaded.push(webview.options) });
    openChatSurface(webview, 'editor', dist, sessionServices().services);
    expect(whenLoaded).toMatchObject([{ localResourceRoots: [dist] }]);
  });

  it('come with the page and its policy', () => {
    expect(setUp().webview.html).toContain(`default-src 'none'`);
  });
});

describe('a message of the page', () => {
  it('reaches the session', async () => {
    const { webview } = setUp();
    webview.send({ type: 'ready' });
    await vi.waitUntil(() => webview.posted.some(({ type }) => type === 'snapshot'));
  });

  it('that is none of the protocol is logged without what it holds, and reaches nothing', () => {
    const { webview, logger } = setUp();
    webview.send({ type: 'eval', code: 'a text of the user' });
    expect(logger.lines).toMatchObject([{ level: 'warn', event: 'webview.badMessage' }]);
    expect(JSON.stringify(logger.lines)).not.toContain('a text of the user');
    expect(webview.posted).toEqual([]);
  });

  it('that is a request with a bad body is answered', () => {
    const { webview } = setUp();
    webview.send({ type: 'request', id: 7, name: 'ask', body: { text: 1 } });
    expect(webview.posted).toMatchObject([{ type: 'reply', re: 7, error: { code: 'INPUT_TOO_LONG' } }]);
  });

  it('after the surface is closed reaches nothing', () => {
    const { webview, logger, disposable } = setUp();
    disposable.dispose();
    webview.send({ type: 'eval' });
    expect([logger.lines, webview.posted]).toEqual([[], []]);
  });
});

it('a message to a page that is gone is no failure', async () => {
  const { webview, logger } = setUp();
  webview.postMessage = () => Promise.reject(new Error('Webview is disposed'));
  webview.send({ type: 'request', id: 7, name: 'ask', body: {} });
  await vi.waitUntil(() => logger.lines.some(({ event }) => event === 'webview.gone'));
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('a touch of the page is reported, and that another one was touched is told a page that listens', () => {
  const { webview, session } = setUp();
  let touches = 0;
  session.onDidTouch(() => void (touches += 1));
  session.otherTouched();
  webview.send({ type: 'touched' });
  expect([touches, webview.posted]).toEqual([1, []]);
  webview.send({ type: 'ready' });
  session.otherTouched();
  expect(webview.posted).toEqual([{ type: 'hostCommand', command: 'otherTouched' }]);
});

it('what a surface shows is remembered under its kind', () => {
  const { session, memento } = setUp();
  session.show('c');
  expect(memento.get('surface.sidebar.conversation')).toBe('c');
});
