import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../src/shared/model.ts';
import { afterAcknowledged, emptyDraft, recallLast, textAsAttachment, withAttachment } from '../../../webview-ui/state/draft.ts';
import { answerEntry, userEntry } from '../../webview/app/surfaceFixtures.ts';

const selection: Attachment = { kind: 'selection', name: 'src/a.ts', firstLine: 1, lastLine: 3, text: 'one\ntwo\nthree' };
const other: Attachment = { ...selection, firstLine: 2 };

describe('when the host has taken the message', () => {
  it('the composer is empty again', () => {
    const sent = { text: 'Hello', attachments: [selection] };
    expect(afterAcknowledged(sent, sent)).toEqual(emptyDraft);
  });

  it('what was typed and attached meanwhile stays', () => {
    const sent = { text: 'Hello', attachments: [selection] };
    expect(afterAcknowledged({ text: 'Hello again', attachments: [selection, other] }, sent)).toEqual({
      text: ' again',
      attachments: [other],
    });
  });

  it('a text that was written anew meanwhile stays', () => {
    expect(afterAcknowledged({ text: 'Wait', attachments: [] }, { text: 'Hello', attachments: [] }).text).toBe('Wait');
  });
});

describe('a text that is too long', () => {
  it('becomes an attachment as a whole', () => {
    expect(textAsAttachment({ text: 'long', attachments: [selection] })).toEqual({
      text: '',
      attachments: [selection, { kind: 'text', name: 'pasted text', text: 'long' }],
    });
  });

  it('gets a name of its own when there is one already', () => {
    const once = textAsAttachment({ text: 'long', attachments: [] });
    expect(textAsAttachment({ ...once, text: 'longer' }).attachments.map(({ name }) => name)).toEqual(['pasted text', 'pasted text 2']);
  });
});

describe('attaching', () => {
  it('adds another range of the same file', () => {
    expect(withAttachment({ text: '', attachments: [selection] }, other).attachments).toEqual([selection, other]);
  });

  it('adds the same range only once', () => {
    expect(withAttachment({ text: '', attachments: [selection] }, { ...selection }).attachments).toEqual([selection]);
  });
});

describe('recalling the last message', () => {
  const entries = [
    userEntry('1', 'First'),
    answerEntry('2', 'Yes'),
    userEntry('3', 'Second', { attachments: [selection] }),
    answerEntry('4', 'No'),
  ];

  it('brings back the newest one with its attachments', () => {
    expect(recallLast(emptyDraft, entries)).toEqual({ text: 'Second', attachments: [selection] });
  });

  it('never overwrites what is being written', () => {
    const draft = { text: 'Third', attachments: [] };
    expect(recallLast(draft, entries)).toBe(draft);
  });

  it('keeps what is attached already', () => {
    expect(recallLast({ text: '', attachments: [other] }, entries).attachments).toEqual([other]);
  });

  it('does nothing in a new conversation', () => {
    expect(recallLast(emptyDraft, [])).toBe(emptyDraft);
  });
});
