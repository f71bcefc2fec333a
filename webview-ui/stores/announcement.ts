import { t } from '../../src/shared/l10n/t.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import { isWaiting } from '../format/entryFigures.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';

/**
 * What a screen reader says when the transcript changes: that an answer is waited for, its first glyph and its end, never its text piece by piece.
 * null when there is nothing new to say; empty when the last sentence is no longer true and none follows it: failures speak for themselves (they
 * are alerts).
 */
export function announcement(before: readonly Entry[], after: readonly Entry[]): string | null {
  for (const [index, entry] of after.entries()) {
    if (entry === before[index] || entry.role !== 'assistant') continue;
    // Entries that were put above have moved it to another index.
    const previous = before.find(({ id }) => id === entry.id);
    if (entry.state === 'streaming') {
      const model = entry.modelId ?? t('the model');
      if (isWaiting(entry)) return previous ? null : t('Waiting for {0}', model);
      if (previous === undefined || isWaiting(previous)) return t('Receiving from {0}', model);
      continue;
    }
    if (previous?.state === 'streaming') return outcome(entry);
  }
  const isGone = before.some(({ id, state }) => state === 'streaming' && !after.some((entry) => entry.id === id));
  return isGone ? '' : null;
}

function outcome(entry: Entry): string {
  const number = entry.text.split(/\s+/).filter(Boolean).length;
  const words = number === 1 ? '1 word' : `${number.toLocaleString('en')} words`;
  switch (entry.state) {
    case 'complete':
      return `Answer complete, ${words}, ${costInWords(entry)}`;
    case 'stopped':
      return `Stopped, ${words} kept`;
    case 'interrupted':
      return entry.failure ? '' : `Line cut, ${words} kept`;
    case 'failed':
    case 'streaming':
      return '';
  }
}

function costInWords({ cost }: Entry): string {
  if (cost?.source === 'local' || cost?.source === 'uncharged') return t('no charge');
  if (!cost || cost.usd === null) return 'cost unknown';
  const usd = formatUsd(cost.usd);
  if (cost.source === 'estimate') return `about ${usd}`;
  return cost.source === 'simulated' ? `${usd} simulated` : usd;
}
