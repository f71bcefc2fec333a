import { describe, expect, it } from 'vitest';
import { checkBody, readRecord, recordOf, type BodyOf, type OperationBody } from '../../../../src/archive/log/operations.ts';
import { operation, question, writerA } from '../kit/logs.ts';

const finished: OperationBody = {
  t: 'message.finished',
  message: 'm',
  conversation: 'c',
  state: 'distilled',
  length: 0,
  sha256: '',
  reasoning: '',
  finishReason: null,
  failure: null,
  servedModel: null,
  provider: null,
  usage: null,
  firstTokenMs: null,
  latencyMs: null,
};
const settled = {
  t: 'attempt.settled',
  attempt: 'a',
  generation: null,
  servedModel: null,
  provider: null,
  usage: null,
  raw: null,
} as const;
const asked = question('m', 'hello') as BodyOf<'message.added'>;

/** Words of no version, inside operations that 0.1 knows. */
const laterWords: readonly { readonly what: string; readonly body: OperationBody }[] = [
  { what: 'a role', body: { ...asked, role: 'oracle' } },
  { what: 'a role of this version', body: { ...asked, role: 'system' } },
  { what: 'an end', body: finished },
  { what: 'a status', body: { t: 'conversation.changed', conversation: 'c', set: { status: 'sealed' } } },
  { what: 'a source', body: { ...settled, cost: { source: 'barter', usd: '1' } } },
  { what: 'a source of this version', body: { ...settled, cost: { source: 'local', usd: null } } },
  { what: 'an attachment', body: { ...asked, attachments: [{ kind: 'hologram', name: 'x', text: '' }] } },
];

const written = recordOf(operation(writerA, 3, question('m', 'hello')));

describe('a record', () => {
  it('reads as the operation that was written', () => {
    expect(readRecord(JSON.parse(JSON.stringify(written)))).toEqual({
      kind: 'operation',
      operation: operation(writerA, 3, question('m', 'hello')),
    });
  });

  it('of an unknown type is skipped', () => {
    expect(readRecord({ ...written, t: 'message.sung' })).toMatchObject({ kind: 'unknown', must: false });
  });

  it('of an unknown type that must be understood says so', () => {
    expect(readRecord({ ...written, t: 'message.sung', must: true })).toMatchObject({ kind: 'unknown', must: true });
  });

  it('in a newer envelope must be understood', () => {
    expect(readRecord({ ...written, v: 2 })).toMatchObject({ kind: 'unknown', must: true });
  });

  it('may carry fields that this version does not know', () => {
    expect(readRecord({ ...written, colour: 'green' })).toEqual(readRecord(written));
  });

  it('may use a new error code or kind of attachment without costing the message', () => {
    const record = { ...written, attachments: [{ kind: 'hologram', name: 'x', text: '' }] };
    expect(readRecord(record).kind).toBe('operation');
  });

  it('keeps what a later version says of an attachment that this one does not know', () => {
    const attached = [{ kind: 'image', name: 'x.png', blob: { hash: '00', parts: [1, 2] } }];
    const read = readRecord({ ...written, attachments: attached, attached });
    expect(read).toMatchObject({ kind: 'operation', operation: { body: { attachments: attached, attached } } });
  });

  it.each(laterWords)('may use an unknown word: $what', ({ body }) => {
    expect(readRecord({ ...recordOf(operation(writerA, 3, body)) })).toMatchObject({ kind: 'operation', operation: { body } });
  });

  it.each(laterWords)('is not written with a word that the first release takes for damage: $what', ({ body }) => {
    expect(() => checkBody(body)).toThrow();
  });

  it.each([
    ['no id', { id: undefined }],
    ['an id without a number', { id: 'writer' }],
    ['a fractional counter', { lc: 1.5 }],
    ['a message without text', { text: undefined }],
    ['a message without attachments', { attachments: undefined }],
    ['a role that is no word', { role: 7 }],
    ['a text attachment without text', { attachments: [{ kind: 'text', name: 'x' }] }],
    ['an attachment without a name', { attachments: [{ kind: 'hologram' }] }],
  ])('with %s is invalid', (_what, change) => {
    expect(readRecord({ ...written, ...change }).kind).toBe('invalid');
  });

  it('that nobody could read again is refused before it is written', () => {
    const body = { ...question('m', 'hello'), createdAt: NaN };
    expect(() => checkBody(body)).toThrow();
  });
});
