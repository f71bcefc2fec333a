import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../../src/shared/model/attachment.ts';
import {
  afterAcknowledged,
  beginEdit,
  type Draft,
  emptyDraft,
  endEdit,
  textAsAttachment,
  withAttachment,
} from '../../../../src/shared/model/draft.ts';
import { userEntry } from '../../../webview/app/surfaceFixtures.ts';

const selection: Attachment = { kind: 'selection', name: 'src/a.ts', firstLine: 1, lastLine: 3, text: 'one\ntwo\nthree' };
const other: Attachment = { ...selection, firstLine: 2 };
const draft = (text: string, ...attachments: readonly Attachment[]): Draft => ({ text, attachments, editing: null });

describe('when the host has taken the message', () => {
  it('the composer is empty again', () => {
    const sent = draft('Hello', selection);
    expect(afterAcknowledged(sent, sent)).toEqual(emptyDraft);
  });

  it('what was typed and attached meanwhile stays', () => {
    const sent = draft('Hello', selection);
    expect(afterAcknowledged(draft('Hello again', selection, other), sent)).toEqual(draft(' again', other));
  });

  it('a text that was written anew meanwhile stays', () => {
    expect(afterAcknowledged(draft('Wait'), draft('Hello')).text).toBe('Wait');
  });
});

describe('a text that is too long', () => {
  it('becomes an attachment as a whole', () => {
    expect(textAsAttachment(draft('long', selection))).toEqual(draft('', selection, { kind: 'text', name: 'pasted text', text: 'long' }));
  });

  it('gets a name of its own when there is one already', () => {
    const once = textAsAttachment(draft('long'));
    expect(textAsAttachment({ ...once, text: 'longer' }).attachments.map(({ name }) => name)).toEqual(['pasted text', 'pasted text 2']);
  });
});

describe('attaching', () => {
  it('adds another range of the same file', () => {
    expect(withAttachment(draft('', selection), other).attachments).toEqual([selection, other]);
  });

  it('adds the same range only once', () => {
    expect(withAttachment(draft('', selection), { ...selection }).attachments).toEqual([selection]);
  });
});

describe('an edit', () => {
  const entry = userEntry('m3', 'How long is a metre?', { attachments: [selection] });
  const before = draft('Half a thought', other);
  const editing = beginEdit(before, entry, 'c1');

  it('takes the text and the attachments of the entry', () => {
    expect(editing).toMatchObject({ text: entry.text, attachments: [selection], editing: { entry: 'm3', conversation: 'c1' } });
  });

  it('that is given up leaves the composer as it was', () => {
    expect(endEdit({ ...editing, text: 'How long is a yard?' })).toEqual(before);
  });

  it('that is sent leaves the composer as it was', () => {
    const sent = { ...editing, text: 'How long is a yard?' };
    expect(afterAcknowledged(sent, sent)).toEqual(before);
  });

  it('of another entry puts aside what stood there at first, not the first edit', () => {
    expect(endEdit(beginEdit(editing, userEntry('m5', 'And a mile?'), 'c1'))).toEqual(before);
  });

  it('joins what was typed while it was on its way to what comes back', () => {
    const grown = { ...editing, text: `${editing.text} Next.` };
    expect(afterAcknowledged(grown, editing)).toEqual(draft('Half a thought\n Next.', other));
  });

  it('that was given up while it was on its way changes nothing more', () => {
    expect(afterAcknowledged(endEdit(editing), editing)).toEqual(before);
  });

  it('that begins while a message is on its way does not bring the message back', () => {
    expect(endEdit(afterAcknowledged(editing, before))).toEqual(emptyDraft);
  });

  it('stays one when its text becomes an attachment', () => {
    expect(textAsAttachment(editing).editing).toEqual(editing.editing);
  });
});

it('what is not an edit cannot be given up', () => {
  const written = draft('Hello');
  expect(endEdit(written)).toBe(written);
});
