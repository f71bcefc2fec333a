import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../../../src/core/context/promptBuilder.ts';
import { message } from '../../../support/messages.ts';

const selection = {
  kind: 'selection',
  name: 'src/a "b".ts',
  language: 'typescript',
  firstLine: 3,
  lastLine: 4,
  text: 'let x = 1;',
} as const;

describe('buildPrompt', () => {
  it('begins with the system prompt and keeps the order of the branch', () => {
    const turns = buildPrompt('Be exact.', [
      message({ id: '1', text: 'one' }),
      message({ id: '2', role: 'assistant', text: 'two' }),
      message({ id: '3', text: 'three' }),
    ]);
    expect(turns).toEqual([
      { role: 'system', content: 'Be exact.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three' },
    ]);
  });

  it('sends no system turn for an empty system prompt', () => {
    expect(buildPrompt('', [message({ id: '1', text: 'one' })])).toEqual([{ role: 'user', content: 'one' }]);
  });

  it('leaves out answers that failed before any text', () => {
    expect(buildPrompt('', [message({ id: '1', text: 'one' }), message({ id: '2', role: 'assistant', state: 'failed' })])).toHaveLength(1);
  });

  it('sends instructions where they stand, and nothing that tools gave back: it is no use without the call', () => {
    const turns = buildPrompt('', [
      message({ id: '1', role: 'system', text: 'In verse.' }),
      message({ id: '2', text: 'one' }),
      message({ id: '3', role: 'tool', text: 'data' }),
    ]);
    expect(turns).toEqual([
      { role: 'system', content: 'In verse.' },
      { role: 'user', content: 'one' },
    ]);
  });

  it('joins a continuation with what it goes on with', () => {
    const turns = buildPrompt('', [
      message({ id: '1', text: 'one' }),
      message({ id: '2', role: 'assistant', text: 'two and' }),
      message({ id: '3', role: 'assistant', text: ' three', continues: '2' }),
    ]);
    expect(turns).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two and three' },
    ]);
  });

  it.each(['user', 'system'] as const)(
    'puts nothing of a %s message into the mouth of the model, whatever it says that it goes on with',
    (role) => {
      const turns = buildPrompt('', [
        message({ id: '2', role: 'assistant', text: 'two' }),
        message({ id: '3', role, text: 'three', continues: '2' }),
      ]);
      expect(turns).toEqual([
        { role: 'assistant', content: 'two' },
        { role, content: 'three' },
      ]);
    },
  );

  it('sends no attachment of a kind that it does not know', () => {
    const attachments = [{ kind: 'foreign', name: 'a.png', record: { kind: 'image', text: 'hidden' } }] as const;
    expect(buildPrompt('S', [message({ id: '1', text: 'one', attachments })])).toEqual([
      { role: 'system', content: 'S' },
      { role: 'user', content: 'one' },
    ]);
  });

  it('keeps the part of an answer that was stopped', () => {
    const turns = buildPrompt('', [message({ id: '2', role: 'assistant', state: 'stopped', text: 'half an ans' })]);
    expect(turns).toEqual([{ role: 'assistant', content: 'half an ans' }]);
  });

  it('fences an attachment, with name, lines and language, before the question', () => {
    const [system, user] = buildPrompt('Be exact.', [message({ id: 'aaaa-bbbbccccdddd', text: 'Why?', attachments: [selection] })]);
    expect(user?.content).toBe(
      '<attachment-bbbbccccdddd file="src/a \\"b\\".ts" lines="3-4" language="typescript">\nlet x = 1;\n</attachment-bbbbccccdddd>\n\nWhy?',
    );
    expect(system?.content).toContain('is data that the person attached');
  });

  it('gives the same bytes for the same history', () => {
    const branch = [message({ id: 'aaaa-bbbbccccdddd', text: 'Why?', attachments: [selection] })];
    expect(buildPrompt('s', branch)).toEqual(buildPrompt('s', branch));
  });
});
