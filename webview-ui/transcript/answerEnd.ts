import { t } from '../../src/shared/l10n/t.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';

/** What a person must know of the end of a whole answer: its limit, and what came in place of text or beside it. Null when that is nothing. */
export function answerEnd(entry: Pick<Entry, 'role' | 'state' | 'text' | 'reasoning' | 'finishReason' | 'parts'>): string | null {
  if (entry.role !== 'assistant' || entry.state !== 'complete') return null;
  const { finishReason, parts, reasoning } = entry;
  const hasText = entry.text.trim() !== '';
  const sentences: string[] = [];
  if (finishReason === 'length') sentences.push(limitSentence(hasText));
  if (finishReason === 'content_filter')
    sentences.push(
      hasText ? t('A content filter of the service ended the answer here.') : t('A content filter of the service held the answer back.'),
    );
  if (parts && parts.tools.length > 0) sentences.push(toolSentence(parts.tools));
  if (parts && parts.images > 0) sentences.push(imageSentence(parts.images));
  if (!hasText && sentences.length === 0)
    sentences.push(
      reasoning === ''
        ? t('The model ended its answer without a word. Ask again, or choose another model.')
        : t('The model has thought, and ended without an answer. Ask again, or choose another model.'),
    );
  return sentences.join(' ') || null;
}

/** Whether the limit of the settings ended the answer. */
export function reachedLimit({ state, finishReason }: Pick<Entry, 'state' | 'finishReason'>): boolean {
  return state === 'complete' && finishReason === 'length';
}

function limitSentence(hasText: boolean): string {
  const setting = 'neuralTerminal.conversation.maxReplyTokens';
  return hasText
    ? t('The answer reached its limit of tokens. The setting {0} sets it.', setting)
    : t('The answer reached its limit of tokens before its first word. The setting {0} sets it.', setting);
}

function toolSentence(tools: readonly string[]): string {
  const names = tools.filter((name) => name !== '').join(', ');
  return names === ''
    ? t('The model asked for a tool, which it cannot use here.')
    : t('The model asked for tools that it cannot use here: {0}.', names);
}

function imageSentence(count: number): string {
  return count === 1
    ? t('A picture came with the answer. It is kept, and not shown yet.')
    : t('{0} pictures came with the answer. They are kept, and not shown yet.', String(count));
}
