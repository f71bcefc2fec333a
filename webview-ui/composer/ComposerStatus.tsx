import { maxInputLength } from '../../src/shared/limits.ts';
import { t } from '../../src/shared/l10n/t.ts';
import { count } from '../format/entryFigures.ts';
import { useStores } from '../stores/storesContext.ts';
import { ForecastLine } from './ForecastLine.tsx';

/** UTF-16 units from which on the length is shown. */
const lengthShownFrom = 0.75 * maxInputLength;

/** The line below the composer: what is going on, what the draft will cost, how long it is, and what the keys do. */
export function ComposerStatus() {
  const { composer } = useStores();
  const { text } = composer.draft.value;
  return (
    <p class="keys">
      <Activity />
      <ForecastLine />
      {text.length >= lengthShownFrom && (
        <span class={text.length > maxInputLength ? 'too-long' : undefined}>
          {count(text.length)} / {count(maxInputLength)}
        </span>
      )}
      <span class="hint">
        <KeyHints />
      </span>
    </p>
  );
}

function Activity() {
  const { composer, surface, forecast, clock } = useStores();
  const waiting = surface.streaming.value ? clock.waitingSeconds : null;
  const receiving = waiting === null ? 'Receiving' : 'Waiting';
  const activity = composer.sending.value ? 'Transmitting' : surface.streaming.value ? receiving : 'Ready';
  // A draft with a price is as ready as it can be, and the line is short.
  if (activity === 'Ready' && forecast.current.value) return null;
  return (
    <span class="activity label" data-activity={activity}>
      {activity === 'Waiting' ? t('Waiting {0} s', waiting ?? 0) : activity}
    </span>
  );
}

function KeyHints() {
  const { composer, surface } = useStores();
  if (composer.draft.value.editing)
    return (
      <>
        <kbd>Enter</kbd> transmits · <kbd>Esc</kbd> cancels
      </>
    );
  if (surface.streaming.value)
    return (
      <>
        <kbd>Esc</kbd> stops
      </>
    );
  return (
    <>
      <kbd>Enter</kbd> transmits · <kbd>Shift+Enter</kbd> breaks
    </>
  );
}
