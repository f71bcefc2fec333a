import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatView } from '../../../../src/vscode/chat/chatView.ts';
import { SurfaceRegistry } from '../../../../src/vscode/chat/surfaceRegistry.ts';
import { FakeWebviewView } from '../../../support/fakeVscode/fakeSurface.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { sessionServices } from '../kit/sessionServices.ts';

beforeEach(resetFakeVscode);

function setUp() {
  const surfaces = new SurfaceRegistry();
  const view = new ChatView(FakeUri.file('/extension/dist'), sessionServices().services, surfaces);
  const resolve = () => {
    const shown = new FakeWebviewView();
    view.resolveWebviewView(shown);
    return shown;
  };
  return { surfaces, view, resolve };
}

const focus = { type: 'hostCommand', command: 'focusComposer' } as const;
const hostCommands = ({ webview }: FakeWebviewView) => webview.posted.filter(({ type }) => type === 'hostCommand');

describe('the view', () => {
  it('is the surface that is meant from its opening to its end', () => {
    const { surfaces, resolve } = setUp();
    const shown = resolve();
    expect(surfaces.current?.isVisible()).toBe(true);
    shown.dispose();
    expect(surfaces.current).toBeNull();
  });

  it('that is hidden is not meant, and is again when it comes back', () => {
    const { surfaces, view, resolve } = setUp();
    const shown = resolve();
    let changes = 0;
    surfaces.onDidChange(() => void (changes += 1));
    shown.setVisible(false);
    expect([surfaces.current, changes]).toEqual([null, 1]);
    shown.setVisible(true);
    expect(surfaces.current).toBe(view.surface);
  });

  it('is revealed by its surface', () => {
    const { surfaces, resolve } = setUp();
    const shown = resolve();
    surfaces.current?.reveal();
    expect(shown.shown).toBe(1);
  });
});

describe('its own surface', () => {
  it('is there from its first showing to its end, also while it is hidden', () => {
    const { view, resolve } = setUp();
    expect(view.surface).toBeNull();
    const shown = resolve();
    const own = view.surface;
    shown.setVisible(false);
    expect([own === null, view.surface === own]).toEqual([false, true]);
    shown.dispose();
    expect(view.surface).toBeNull();
  });
});

describe('a command for the page', () => {
  it('opens the view that was never shown, and waits for its page', async () => {
    const { view, resolve } = setUp();
    await view.sendCommand(focus);
    expect(recorded.executed).toEqual([['neuralTerminal.chat.focus']]);
    const shown = resolve();
    expect(hostCommands(shown)).toEqual([]);
    shown.webview.send({ type: 'ready' });
    await vi.waitUntil(() => hostCommands(shown).length > 0);
    expect(hostCommands(shown)).toEqual([focus]);
  });

  it('is passed on once', async () => {
    const { view, resolve } = setUp();
    await view.sendCommand(focus);
    resolve().dispose();
    const again = resolve();
    again.webview.send({ type: 'ready' });
    await vi.waitUntil(() => again.webview.posted.some(({ type }) => type === 'snapshot'));
    await view.sendCommand(focus);
    await vi.waitUntil(() => hostCommands(again).length > 0);
    expect(hostCommands(again)).toEqual([focus]);
  });
});
