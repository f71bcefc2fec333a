import { beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import { DisposableList } from '../../../../src/shared/async/disposables.ts';
import { chatContribution } from '../../../../src/vscode/chat/chatContribution.ts';
import { SurfaceRegistry } from '../../../../src/vscode/chat/surfaceRegistry.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { fakeSurface } from '../kit/fakeSession.ts';

beforeEach(resetFakeVscode);

type Services = Parameters<typeof chatContribution.start>[0];

/** A view with the conversation `v` and an editor with the conversation `e`, of which one was touched last. */
function setUp(touched: 'view' | 'panel') {
  const surfaces = new SurfaceRegistry();
  const [inView, inPanel] = [fakeSurface('v'), fakeSurface('e')];
  for (const { surface } of [inView, inPanel]) surfaces.add(surface);
  (touched === 'view' ? inView : inPanel).session.touch();
  for (const { session } of [inView, inPanel]) session.done.length = 0;
  const opened: (string | null)[] = [];
  const revealed: string[] = [];
  const handlers = chatContribution.start(
    {
      surfaces,
      view: {
        surface: inView.surface,
        reveal: (work: (session: unknown) => void) => {
          revealed.push('view');
          work(inView.session);
        },
        sendCommand: (command: { readonly command: string; readonly type: string }) => {
          revealed.push('view');
          inView.session.sendCommand(command);
        },
      },
      panels: { active: inPanel.surface, open: (id: string | null) => void opened.push(id) },
      environment: { statusChanged: () => undefined },
      settings: { onDidChange: new Emitter().event },
      core: { orchestrator: {} },
      archive: { onDidChangeState: new Emitter().event },
    } as unknown as Services,
    new DisposableList(),
  );
  return { handlers, inView, inPanel, opened, revealed };
}

describe.each(['view', 'panel'] as const)('with the %s touched last', (touched) => {
  const meant = (both: ReturnType<typeof setUp>) => (touched === 'view' ? both.inView : both.inPanel);
  const other = (both: ReturnType<typeof setUp>) => (touched === 'view' ? both.inPanel : both.inView);

  it.each([
    ['stop', 'stop'],
    ['newConversation', 'new conversation'],
    ['showCosts', 'openCosts'],
  ] as const)('%s means it', (command, done) => {
    const both = setUp(touched);
    both.handlers[command]();
    expect([meant(both).session.done, other(both).session.done, both.revealed]).toEqual([[done], [], []]);
  });

  it('openInEditor opens its conversation', () => {
    const both = setUp(touched);
    both.handlers.openInEditor();
    expect(both.opened).toEqual([touched === 'view' ? 'v' : 'e']);
  });

  it('openChat gives the focus to the composer of the view', () => {
    const both = setUp(touched);
    void both.handlers.openChat();
    expect([both.inView.session.done, both.inPanel.session.done, both.revealed]).toEqual([['focusComposer'], [], ['view']]);
  });

  it('the buttons of the view mean the view', () => {
    const both = setUp(touched);
    both.handlers.viewStop();
    both.handlers.viewNewConversation();
    both.handlers.viewOpenInEditor();
    expect([both.inView.session.done, both.inPanel.session.done, both.opened]).toEqual([['stop', 'new conversation'], [], ['v']]);
  });

  it('the buttons of an editor mean that editor', () => {
    const both = setUp(touched);
    both.handlers.panelStop();
    both.handlers.panelNewConversation();
    expect([both.inView.session.done, both.inPanel.session.done]).toEqual([[], ['stop', 'new conversation']]);
  });
});

describe('with no surface in sight', () => {
  function hidden() {
    const both = setUp('view');
    both.inView.shown.visible = both.inPanel.shown.visible = false;
    return both;
  }

  it('stop says so and stops nothing', () => {
    const { handlers, inView, inPanel } = hidden();
    handlers.stop();
    expect(recorded.messages.map(({ text }) => text)).toEqual(['No conversation is in sight. Nothing was done.']);
    expect([inView.session.done, inPanel.session.done]).toEqual([[], []]);
  });

  it('openChat opens the view, whose page, made only now, asks for no focus when it comes late', () => {
    const { handlers, inView, revealed } = hidden();
    void handlers.openChat();
    expect([inView.session.done, revealed]).toEqual([[], ['view']]);
  });

  it('what opens one opens the view, and an editor begins a new conversation', () => {
    const { handlers, inView, opened, revealed } = hidden();
    handlers.newConversation();
    handlers.showCosts();
    handlers.openInEditor();
    expect([inView.session.done, revealed, opened]).toEqual([['new conversation', 'openCosts'], ['view', 'view'], [null]]);
  });
});
