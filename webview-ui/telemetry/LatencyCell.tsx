import type { Histogram } from '../../src/shared/model/costs.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { seconds } from '../format/entryFigures.ts';
import { histogramBars, histogramSentence } from '../format/histogramFigure.ts';
import { Cell, Figure } from '../ui/cells.tsx';

/** How long this month's requests of the model took: to the first token, and whole. */
export function LatencyCell({ times }: Pick<SurfaceStatus, 'times'>) {
  return (
    <Cell name="Latency">
      <Times what="First token" histogram={times.firstToken} />
      <Times what="Whole answer" histogram={times.whole} />
    </Cell>
  );
}

interface TimesProps {
  readonly what: string;
  readonly histogram: Histogram | null;
}

function Times({ what, histogram }: TimesProps) {
  return (
    <div class="times">
      <Figure label={what} headline>
        {histogram ? seconds(histogram.p50Ms) : '–'}
        {histogram && <small> p50</small>}
      </Figure>
      {histogram && (
        <>
          <HistogramBars what={what} histogram={histogram} />
          <p class="figure" data-only="column">
            <span class="label">p95</span>
            <span class="value">{seconds(histogram.p95Ms)}</span>
          </p>
        </>
      )}
    </div>
  );
}

/** px of the drawing: a bar and the gap beside it, and the height of the highest. */
const [step, bar, high] = [6, 5, 30];

function HistogramBars({ what, histogram }: { readonly what: string; readonly histogram: Histogram }) {
  const bars = histogramBars(histogram);
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${bars.length * step} ${high + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={histogramSentence(what, histogram)}
    >
      {bars.map(({ height, slow }, index) => {
        // Something that happened once in a thousand still has a height.
        const drawn = height === 0 ? 0 : Math.max(2, height * high);
        return <rect key={index} class={slow ? 'slow' : 'usual'} x={index * step} y={high - drawn} width={bar} height={drawn} />;
      })}
    </svg>
  );
}
