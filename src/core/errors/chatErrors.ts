import type { ErrorCode, Failure } from '../../shared/model/failure.ts';
import { t } from '../../shared/l10n/t.ts';
import { ChatError } from './chatError.ts';

// What the orchestrator refuses or cannot do, in words for the person.

export function notFound(): ChatError {
  return new ChatError('CONVERSATION_NOT_FOUND', t('This conversation is not in the archive any more. Nothing was done.'));
}

export function entryNotFound(): ChatError {
  return new ChatError('CONVERSATION_NOT_FOUND', t('This entry is not in the conversation any more. Nothing was done.'));
}

export function stillArriving(): ChatError {
  return new ChatError('REFUSED', t('This answer is still arriving. Stop it first, or wait for its end.'));
}

export function sharedEntry(): ChatError {
  return new ChatError('REFUSED', t('This entry belongs to the conversation that this one was forked from. It can be deleted there.'));
}

/** `titles`: of the forks. */
export function usedByForks(titles: readonly string[]): ChatError {
  const names = titles.map((title) => `“${title || t('Untitled')}”`).join(', ');
  return new ChatError('REFUSED', t('Nothing was erased: forks begin with it and would lose it ({0}). Erase the forks first.', names));
}

export function sentElsewhere(): ChatError {
  return new ChatError('INTERRUPTED', t('Another window has sent this message. Nothing was sent from here.'));
}

export function closing(): ChatError {
  return new ChatError('INTERRUPTED', t('This window is closing. Nothing was sent.'));
}

export function notSaved(code: ErrorCode): Failure {
  const message = t(
    'This answer could not be saved: the disk is full, or the archive cannot be written. It is kept here while the window is open, and saved as soon as that works.',
  );
  return new ChatError(code, message, { actions: ['showLog'] }).toFailure();
}
