import { t } from '../../src/shared/l10n/t.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { isWaiting, rateFigure, seconds, velocity } from '../format/entryFigures.ts';
import { useStores } from '../stores/storesContext.ts';

/** How long an answer took, and how fast it came; while it runs here, how long so far. */
export function TimeFigure({ entry }: { readonly entry: Entry }) {
  const { clock } = useStores();
  const runsHere = entry.stream !== null && !entry.elsewhere;
  const elapsedMs = (runsHere ? clock.elapsedMs.value : null) ?? entry.latencyMs;
  if (elapsedMs === null) return null;
  if (isWaiting(entry)) return <span>{t('waiting {0} s', Math.floor(elapsedMs / 1000))}</span>;
  const rate = velocity(entry);
  return (
    <span>
      {seconds(elapsedMs)}
      {rate !== null && ` · ${rate === 'burst' ? t('burst') : `${rateFigure(rate)} tok/s`}`}
    </span>
  );
}
