import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chat, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

const state = chat(userEntry('a', 'Hello'));
const surfaceId = 'a3bb189e-8bf9-4c1b-8a6e-2f1d0c9e7b54';
const frames: (() => void)[] = [];
const note = { kind: 'text', name: 'note', text: 'y' } as const;

beforeEach(() => void vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw)));
afterEach(() => {
  frames.length = 0;
  vi.unstubAllGlobals();
});

describe('the page says that it is ready', () => {
  it('with nothing, when it never showed a conversation', () => {
    expect(openPage({ surface: surfaceId }).posted).toEqual([{ type: 'ready', surface: surfaceId, entries: 0, changes: 0 }]);
  });

  it.each(['c', null])('with what it showed before: %s', (conversation) => {
    const saved = { conversation, tip: 't', stay: 7, surface: surfaceId, entries: 200 };
    expect(openPage(saved).posted).toEqual([{ type: 'ready', ...saved, changes: 0 }]);
  });

  it('with what it shows now, when it is seen again', () => {
    const { composer, snapshot, connection, posted } = openPage({ conversation: 'c', tip: 't', surface: surfaceId });
    snapshot({ ...state, tip: 'a' });
    composer.setText('Changed');
    connection.sayReady();
    expect(posted.at(-1)).toEqual({
      type: 'ready',
      conversation: state.conversation?.id,
      tip: 'a',
      stay: state.stay,
      surface: surfaceId,
      entries: 1,
      changes: 1,
    });
  });
});

describe('a change of state', () => {
  it('is acknowledged with the frame that shows it', () => {
    const { snapshot, receive, posted } = openPage();
    snapshot(state);
    receive([2, [{ op: 'tip', tip: 'a' }]]);
    expect(posted).toHaveLength(1);
    for (const draw of frames) draw();
    expect(posted.slice(1)).toEqual([{ type: 'painted', rev: 2 }]);
  });

  it('that does not fit asks for everything', () => {
    const { snapshot, receive, posted } = openPage();
    snapshot(state);
    receive([9, 0, 'text of an unknown stream']);
    expect(posted.slice(1)).toEqual([{ type: 'resync' }]);
  });
});

describe('a command of the host', () => {
  const command = { type: 'hostCommand' } as const;

  it('attaches, and takes no keys from elsewhere', () => {
    const { composer, receive } = openPage();
    receive({ ...command, command: 'attach', attachment: note });
    expect(composer.draft.value.attachments).toEqual([note]);
    expect(composer.focusRequests.value).toBe(0);
  });

  it('puts the focus into the composer', () => {
    const { composer, receive } = openPage();
    receive({ ...command, command: 'focusComposer' });
    expect(composer.focusRequests.value).toBe(1);
  });

  it('opens the costs', () => {
    const { view, receive } = openPage();
    receive({ ...command, command: 'openCosts' });
    expect(view.drawer.value).toBe('costs');
  });

  it('says something once', () => {
    const { notices, receive } = openPage();
    receive({ ...command, command: 'notice', text: 'Renamed in another window' });
    expect(notices.message.value).toBe('Renamed in another window');
  });

  it('offers back what this window deleted', () => {
    const { notices, receive } = openPage();
    receive({ ...command, command: 'deleted', conversation: { id: 'c', title: 'Metres', messageCount: 2 } });
    expect(notices.undoable.value?.text).toBe('Deleted: Metres (2 entries). It stays in the archive under Deleted.');
  });
});
