import { describe, expect, it } from 'vitest';
import { checkBody, readRecord, recordOf } from '../../../../src/archive/log/operations.ts';
import { operation, question, writerA } from '../kit/logs.ts';

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

  it.each([
    ['no id', { id: undefined }],
    ['an id without a number', { id: 'writer' }],
    ['a fractional counter', { lc: 1.5 }],
    ['a message without text', { text: undefined }],
    ['an unknown role', { role: 'oracle' }],
  ])('with %s is invalid', (_what, change) => {
    expect(readRecord({ ...written, ...change }).kind).toBe('invalid');
  });

  it('that nobody could read again is refused before it is written', () => {
    const body = { ...question('m', 'hello'), createdAt: NaN };
    expect(() => checkBody(body)).toThrow();
  });
});
