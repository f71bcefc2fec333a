import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatPanels } from '../../../../src/vscode/chat/chatPanel.ts';
import { SurfaceRegistry } from '../../../../src/vscode/chat/surfaceRegistry.ts';
import { FakeWebviewPanel } from '../../../support/fakeVscode/fakeSurface.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { sessionServices } from '../kit/sessionServices.ts';

beforeEach(resetFakeVscode);

function setUp() {
  const surfaces = new SurfaceRegistry();
  const panels = new ChatPanels(FakeUri.file('/extension'), sessionServices().services, surfaces);
  const open = (conversationId: string | null) => {
    panels.open(conversationId);
    const panel = recorded.panels.at(-1);
    if (!panel) throw new Error('No panel was opened.');
    return panel;
  };
  return { surfaces, panels, open };
}

describe('a panel', () => {
  it('opens on the conversation that is named, with the page of the built extension', () => {
    const { surfaces, open } = setUp();
    const panel = open('c');
    expect([panel.viewType, panel.title, surfaces.current?.session.conversationId]).toEqual([
      'neuralTerminal.panel',
      'Neural Terminal',
      'c',
    ]);
    expect(panel.webview.options.localResourceRoots?.map(String)).toEqual(['file:///extension/dist']);
  });

  it('is a surface of its own each time', () => {
    const { surfaces, open } = setUp();
    const first = open('c');
    open('d');
    expect([recorded.panels.length, surfaces.current?.session.conversationId]).toEqual([2, 'd']);
    first.setState({ visible: false, active: false });
    first.setState({ visible: true, active: true });
    expect(surfaces.current?.session.conversationId).toBe('c');
  });

  it('that is hidden is not meant, nor one that is only seen beside another', () => {
    const { surfaces, open } = setUp();
    const [first, second] = [open('c'), open('d')];
    first.setState({ visible: true, active: false });
    expect(surfaces.current?.session.conversationId).toBe('d');
    second.setState({ visible: false, active: false });
    expect(surfaces.current?.session.conversationId).toBe('c');
    first.setState({ visible: false, active: false });
    expect(surfaces.current).toBeNull();
  });

  it('that stays the active editor is not touched by that: only becoming it is a touch', () => {
    const { surfaces, panels, open } = setUp();
    const [first, second] = [open('c'), open('d')];
    first.setState({ visible: true, active: false });
    first.webview.send({ type: 'touched' });
    expect(surfaces.current?.session.conversationId).toBe('c');
    second.setState({ visible: true, active: true });
    expect(surfaces.current?.session.conversationId).toBe('c');
    second.setState({ visible: true, active: false });
    second.setState({ visible: true, active: true });
    expect([surfaces.current?.session.conversationId, panels.active?.session.conversationId]).toEqual(['d', 'd']);
  });

  it('has the title bar of the active editor, whatever was touched last', () => {
    const { surfaces, panels, open } = setUp();
    const [first, second] = [open('c'), open('d')];
    first.setState({ visible: true, active: false });
    first.webview.send({ type: 'touched' });
    expect([surfaces.current?.session.conversationId, panels.active?.session.conversationId]).toEqual(['c', 'd']);
    second.dispose();
    expect(panels.active).toBeNull();
  });

  it('that is closed is no surface any more', () => {
    const { surfaces, open } = setUp();
    open('c').dispose();
    expect(surfaces.current).toBeNull();
  });

  it('that comes back after a reload shows what its page remembers', async () => {
    const { surfaces, panels } = setUp();
    const panel = new FakeWebviewPanel(ChatPanels.type, 'as it was');
    await panels.deserializeWebviewPanel(panel);
    expect(surfaces.current?.session.conversationId).toBeNull();
    panel.webview.send({ type: 'ready', conversation: null });
    await vi.waitUntil(() => panel.webview.posted.some(({ type }) => type === 'snapshot'));
    // What it remembers is gone from the archive, or a new conversation: the title is that of the extension.
    expect(panel.title).toMatch(/^(as it was|Neural Terminal)$/);
  });
});
