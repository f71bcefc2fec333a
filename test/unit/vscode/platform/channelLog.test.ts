import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

beforeEach(resetFakeVscode);

const written = () => recorded.log.map(({ text }) => text).join('\n');

describe('a line of the log', () => {
  it('is one JSON object at the level of its kind', () => {
    const log = new ChannelLog();
    log.debug('one', { a: 1 });
    log.info('two');
    log.warn('three', { text: 'two\nlines' });
    log.error('four', { nested: { list: [1, null] } });
    expect(recorded.log).toEqual([
      { level: 'debug', text: '{"event":"one","a":1}' },
      { level: 'info', text: '{"event":"two"}' },
      { level: 'warn', text: String.raw`{"event":"three","text":"two\nlines"}` },
      { level: 'error', text: '{"event":"four","nested":{"list":[1,null]}}' },
    ]);
  });

  it('says of an error what it is', () => {
    new ChannelLog().warn('failed', { error: new TypeError('no such thing'), nested: [new Error('below')] });
    expect(written()).toBe('{"event":"failed","error":"TypeError: no such thing","nested":["Error: below"]}');
  });

  it('is dropped when the channel is gone: a closing window still saves', () => {
    const log = new ChannelLog();
    log.dispose();
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('late');
    expect(recorded.log).toEqual([]);
  });
});

describe('a known secret', () => {
  const secret = 'correct horse battery';

  it.each([
    ['in a field', { note: `it is ${secret}, twice: ${secret}` }],
    ['deep in a field', { request: { headers: [{ authorization: secret }] } }],
    ['in an error', { error: new Error(`refused ${secret}`) }],
    ['as the name of a field', { [secret]: true }],
  ])('%s is not legible at any level', (_name, fields) => {
    const log = new ChannelLog();
    log.redact(secret);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('event', fields);
    expect(written()).not.toContain('horse');
    expect(written()).toContain('[redacted]');
  });

  it('is not legible in the name of an event', () => {
    const log = new ChannelLog();
    log.redact(secret);
    log.info(secret);
    expect(written()).toBe('{"event":"[redacted]"}');
  });

  it('is not legible where JSON writes it in another way', () => {
    const log = new ChannelLog();
    log.redact('quote"and\\slash');
    log.info('event', { note: 'a quote"and\\slash b' });
    expect(written()).toBe('{"event":"event","note":"a [redacted] b"}');
  });

  it('does not make the next one legible', () => {
    const log = new ChannelLog();
    log.redact('first secret');
    log.redact('second secret');
    log.info('event', { note: 'first secret, second secret' });
    expect(written()).toBe('{"event":"event","note":"[redacted], [redacted]"}');
  });

  it('of a few characters would make the log illegible, and is no secret', () => {
    const log = new ChannelLog();
    log.redact('event');
    log.info('event');
    expect(written()).toBe('{"event":"event"}');
  });
});

describe('what looks like a credential', () => {
  it.each([
    ['sk-or-v1-0123456789abcdef', '[redacted]'],
    ['the key sk-proj-ABC_def-12345678 is bad', 'the key [redacted] is bad'],
    ['Authorization: Bearer abc.DEF~0123+/=', 'Authorization: [redacted]'],
    ['authorization: bearer  abcdefgh', 'authorization: [redacted]'],
    ['https://x.example/?key=sk-12345678&b=1', 'https://x.example/?key=[redacted]&b=1'],
  ])('%j is not legible', (text, line) => {
    const log = new ChannelLog();
    log.warn('event', { nested: { text } });
    expect(written()).toBe(JSON.stringify({ event: 'event', nested: { text: line } }));
  });

  it.each(['risk-assessment', 'Bearer', 'sk-short', 'a task-force'])('%j stays', (text) => {
    new ChannelLog().warn('event', { text });
    expect(written()).toBe(JSON.stringify({ event: 'event', text }));
  });
});
