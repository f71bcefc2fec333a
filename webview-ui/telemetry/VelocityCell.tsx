import { useComputed } from '@preact/signals';
import { t } from '../../src/shared/l10n/t.ts';
import { rateFigure, velocity } from '../format/entryFigures.ts';
import { Cell, Figure, noFigure } from '../ui/cells.tsx';
import { useStores } from '../stores/storesContext.ts';
import { useNewestAnswer } from './useNewestAnswer.ts';
import { VelocityTrace } from './VelocityTrace.tsx';

/** Tokens per second of the newest answer, and how they came. */
export function VelocityCell() {
  const { surface } = useStores();
  const answer = useNewestAnswer();
  const rate = useComputed(() => answer.value && velocity(answer.value));
  return (
    <Cell name="Velocity">
      <Figure label="Velocity" kind={surface.streaming.value ? 'live' : 'rest'} headline>
        {typeof rate.value === 'number' ? rateFigure(rate.value) : rate.value === null ? noFigure : t('burst')}
        {typeof rate.value === 'number' && <small> tok/s</small>}
      </Figure>
      <VelocityTrace answer={answer} />
    </Cell>
  );
}
