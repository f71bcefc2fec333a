import { ChatError } from '../../errors/chatError.ts';

/** Of a request whose bill is asked for. */
export function nothingOnRecord(hasGeneration: boolean): ChatError {
  const message = hasGeneration
    ? 'OpenRouter has no record of this request (yet). It may come later; if you know that it was not charged, dismiss it.'
    : 'This request was cut off before OpenRouter gave it a number, so OpenRouter cannot be asked about it. If you know that it was not charged, dismiss it.';
  return new ChatError('REFUSED', message);
}

export function stillRunning(): ChatError {
  return new ChatError(
    'REFUSED',
    'This request is still running, perhaps in another window: what is reserved for it is needed. Stop its answer first.',
  );
}

export function requestGone(): ChatError {
  return new ChatError('REFUSED', 'This request is not in the ledger any more.');
}
