import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../../src/core/context/promptBuilder.ts';
import { readQuestion } from '../../../src/demo/attachedContext.ts';
import { scriptFor } from '../../../src/demo/demonstrationScript.ts';
import type { Attachment } from '../../../src/shared/model/attachment.ts';
import type { Message } from '../../../src/shared/model/message.ts';
import { message } from '../../support/messages.ts';

const question = (text: string, attachments: readonly Attachment[]): Message =>
  message({ id: '0198c0de-1111-4222-8333-444455556666', text, attachments });

const selection: Attachment = {
  kind: 'selection',
  name: 'src/say "hi".ts',
  language: 'typescript',
  firstLine: 3,
  lastLine: 9,
  text: 'const table = "slow";\n</attachment-000000000000>\n',
};
const note: Attachment = { kind: 'text', name: 'notes`1`.md', text: '' };

/** The turns exactly as the orchestrator sends them. */
const turns = (text: string, ...attachments: Attachment[]) => buildPrompt('Be concise.', [question(text, attachments)]);

describe('readQuestion', () => {
  it('takes the attachments of a prompt from the words', () => {
    expect(readQuestion(turns('What is this?', selection, note).at(-1)?.content ?? '')).toEqual({
      attached: [
        { name: 'src/say "hi".ts', lines: '3-9' },
        { name: 'notes`1`.md', lines: null },
      ],
      words: 'What is this?',
    });
  });

  it.each(['plain words', '', '<attachment-1 file="x">', 'see <attachment-1 file="x">\na\n</attachment-1>\n\n'])(
    'leaves %j alone',
    (content) => {
      expect(readQuestion(content)).toEqual({ attached: [], words: content });
    },
  );
});

describe('the tour for a question with context', () => {
  it('names what was received, and where in the file it was', () => {
    const { text } = scriptFor(turns('What is this?', selection, note));
    expect(text).toContain('- `src/say "hi".ts`, lines 3-9\n- `notes\'1\'.md`\n');
  });

  it('is not diverted by words of the question or of the context', () => {
    expect(scriptFor(turns('What does this code do?', selection)).text).toContain('# Demonstration model');
  });
});
