import type { Histogram } from '../../src/shared/model/costs.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { seconds } from '../format/entryFigures.ts';
import { histogramBars, histogramSentence } from '../format/histogramFigure.ts';
import { Cell, Figure, noFigure } from '../ui/cells.tsx';

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
  /** null before the first request. */
  readonly histogram: Histogram | null;
}

function Times({ what, histogram }: TimesProps) {
  return (
    <div class="times">
      <Figure label={what} headline>
        {histogram ? seconds(histogram.p50Ms) : noFigure}
        {histogram && <small> p50</small>}
      </Figure>
      <HistogramBars what={what} histogram={histogram} />
      <p class="figure" data-only="column">
        <span class="label">p95</span>
        <span class="value">{histogram ? seconds(histogram.p95Ms) : noFigure}</span>
      </p>
    </div>
  );
}

/** px of the drawing: a bar and the gap beside it, and the height of the highest. */
const [step, bar, high] = [6, 5, 30];

/** So many bars are drawn as thin as they are; fewer leave the rest of the room empty. */
const slots = 12;

/** Drawn without a histogram as well: its place is kept. */
function HistogramBars({ what, histogram }: TimesProps) {
  const bars = histogram ? histogramBars(histogram) : [];
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${Math.max(slots, bars.length) * step} ${high + 1}`}
      preserveAspectRatio="none"
      {...(histogram ? { role: 'img', 'aria-label': histogramSentence(what, histogram) } : { 'aria-hidden': true })}
    >
      {bars.map(({ height, slow }, index) => {
        // Something that happened once in a thousand still has a height.
        const drawn = height === 0 ? 0 : Math.max(2, height * high);
        return <rect key={index} class={slow ? 'slow' : 'usual'} x={index * step} y={high - drawn} width={bar} height={drawn} />;
      })}
    </svg>
  );
}
