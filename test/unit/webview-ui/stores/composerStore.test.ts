import { expect, it, vi } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import { chat, streamingEntry, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

const failure: Failure = { code: 'OFFLINE', message: 'No.', retryable: true, actions: [] };
const note = { kind: 'text', name: 'note', text: 'y' } as const;

it('the draft stays until the host has it; what is typed in the meantime stays for good', async () => {
  const { composer, view, requested, grant } = openPage();
  composer.setText('One');
  composer.attach(note);
  view.scrollAnchor.value = { below: '', offset: 1 };
  void composer.send();
  expect(requested()).toEqual([['ask', { text: 'One', attachments: [note] }]]);
  expect([composer.sending.value, composer.draft.value.text]).toEqual([true, 'One']);
  composer.setText('One two');
  await grant({ conversationId: 'c' });
  expect([composer.sending.value, composer.draft.value]).toEqual([false, { text: ' two', attachments: [], editing: null }]);
  expect(view.scrollAnchor.value).toBeNull();
});

it('the draft stays when it is refused, with the reason', async () => {
  const { composer, notices, refuse } = openPage();
  composer.setText('One');
  void composer.send();
  await refuse(failure);
  expect([composer.draft.value.text, composer.sending.value, notices.failure.value]).toEqual(['One', false, failure]);
  expect(notices.failedRequest).toEqual({ name: 'ask', body: { text: 'One', attachments: [] } });
});

it('it is sent beyond the budgets only when that is said', () => {
  const { composer, requested } = openPage();
  composer.setText('One');
  void composer.send(true);
  expect(requested()).toEqual([['ask', { text: 'One', attachments: [], unreserved: true }]]);
});

it('the last message is taken back into an empty composer, and only there', () => {
  const { composer, snapshot } = openPage();
  snapshot(chat(userEntry('a', 'First'), userEntry('b', 'Last')));
  composer.setText('Mine');
  composer.editLast();
  expect(composer.draft.value.editing).toBeNull();
  composer.setText('');
  composer.editLast();
  expect(composer.draft.value).toMatchObject({ text: 'Last', editing: { entry: 'b' } });
  composer.cancelEdit();
  expect(composer.draft.value).toEqual({ text: '', attachments: [], editing: null });
});

it('a text that is too long becomes an attachment, and the failure about it goes', () => {
  const { composer, notices } = openPage();
  composer.setText('Long');
  notices.fail(failure, { name: 'ask', body: { text: 'Long', attachments: [] } });
  composer.attachText();
  expect(composer.draft.value).toMatchObject({ text: '', attachments: [{ kind: 'text', name: 'pasted text', text: 'Long' }] });
  expect(notices.failure.value).toBeNull();
});

it('what is removed goes alone, and the field has the focus again', () => {
  const { composer } = openPage();
  composer.attach(note);
  composer.attach({ ...note, name: 'other' });
  composer.detach(note);
  expect(composer.draft.value.attachments.map(({ name }) => name)).toEqual(['other']);
  expect(composer.focusRequests.value).toBe(1);
});

it('Enter twice sends once, also when the host is so quick that nothing is left to send', async () => {
  const { composer, requested, grant } = openPage();
  composer.setText('One');
  const sends = [composer.send(), composer.send()];
  await grant({ conversationId: 'c' });
  sends.push(composer.send());
  await Promise.all(sends);
  expect(requested()).toEqual([['ask', { text: 'One', attachments: [] }]]);
});

it('what is sent before the page shows anything is sent once, and does not stay', async () => {
  const { composer, snapshot, grant, requested } = openPage();
  composer.setText('One');
  void composer.send();
  snapshot(chat());
  void composer.send();
  await grant({ conversationId: 'c' });
  expect(requested()).toHaveLength(1);
  expect(composer.draft.value.text).toBe('');
});

it.each([
  [true, 'kept'],
  [false, 'kept\nOne'],
])('what is sent before the page shows another draft leaves that alone; granted: %s', async (isGranted, left) => {
  const { composer, snapshot, grant, refuse, requested } = openPage();
  composer.setText('One');
  void composer.send();
  const state = chat();
  snapshot({ ...state, draft: { ...state.draft, text: 'kept' } });
  expect(composer.draft.value.text).toBe('kept');
  await (isGranted ? grant({ conversationId: 'c' }) : refuse(failure));
  expect([requested().length, composer.draft.value.text]).toEqual([1, left]);
});

it('what is added while a message is on its way is sent when the host has that, and alone', async () => {
  const { composer, requested, grant } = openPage();
  composer.setText('One');
  const sends = [composer.send()];
  composer.setText('One two');
  sends.push(composer.send(), composer.send());
  await grant({ conversationId: 'c' });
  expect(requested().slice(1)).toEqual([['ask', { text: ' two', attachments: [] }]]);
  await grant({ conversationId: 'c' });
  await Promise.all(sends);
  expect(composer.draft.value.text).toBe('');
  expect(requested()).toHaveLength(2);
});

it('a draft that was refused is sent again under the id of its first request, and a changed one under another', async () => {
  const { composer, posted, refuse } = openPage();
  const ids = () => posted.flatMap((message) => (message.type === 'request' && message.name === 'ask' ? [message.requestId] : []));
  composer.setText('One');
  void composer.send();
  await refuse(failure);
  void composer.send();
  await refuse(failure);
  composer.setText('One two');
  void composer.send();
  const [first, second, third] = ids();
  expect([typeof first, second === first, third === first]).toEqual(['string', true, false]);
});

it('the second press of a double click neither stops what the first one began nor sends what was written meanwhile', () => {
  vi.useFakeTimers();
  try {
    const { composer, snapshot, requested } = openPage();
    const sent = () => requested().flatMap(([name]) => (name === 'forecast' ? [] : [name]));
    composer.setText('One');
    composer.press();
    snapshot(chat(userEntry('a', 'One'), streamingEntry('b', 1)));
    vi.advanceTimersByTime(499);
    composer.press();
    expect(sent()).toEqual(['ask']);
    vi.advanceTimersByTime(1);
    composer.press();
    snapshot(chat(userEntry('a', 'One')), 2);
    composer.setText('Two');
    composer.press();
    expect(sent()).toEqual(['ask', 'stop']);
  } finally {
    vi.useRealTimers();
  }
});

it('a question that is sent while the surface is on its way elsewhere is asked there', async () => {
  const { composer, conversations, posted, snapshot, grant } = openPage();
  const before = chat(userEntry('a', 'First'));
  snapshot({ ...before, stay: 1 });
  void conversations.open(null);
  composer.setText('Second');
  void composer.send();
  void composer.send();
  await grant({ stay: 2 });
  const asked = () => posted.filter((message) => message.type === 'request' && message.name === 'ask');
  expect(asked()).toEqual([]);
  snapshot({ ...before, conversation: null, entries: [], stay: 2 }, 2);
  await vi.waitFor(() => expect(asked()).toHaveLength(1));
  expect(asked()).toMatchObject([{ stay: 2, body: { text: 'Second' } }]);
});

it('a question that is sent on the way to what cannot be shown is asked nowhere, and stays', async () => {
  const { composer, conversations, requested, snapshot, refuse } = openPage();
  snapshot({ ...chat(userEntry('a', 'First')), stay: 1 });
  composer.setText('Half a thought');
  void conversations.open('erased meanwhile');
  composer.setText('Half a thought, and for elsewhere');
  const sent = composer.send();
  await refuse(failure);
  await sent;
  expect(requested().filter(([name]) => name === 'ask')).toEqual([]);
  expect([composer.draft.value.text, composer.sending.value]).toEqual(['Half a thought, and for elsewhere', false]);
  void composer.send();
  expect(requested().at(-1)?.[0]).toBe('ask');
});
