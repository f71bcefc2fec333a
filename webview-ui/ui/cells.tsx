// What the cells of the telemetry are made of.
import type { ComponentChildren } from 'preact';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import { Icon } from './Icon.tsx';

/** Stands where a figure will be. */
export const noFigure = '–';

interface CellProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

export function Cell({ name, children }: CellProps) {
  return (
    <div class="cell" role="group" aria-label={name} data-cell={name}>
      {children}
    </div>
  );
}

interface FigureProps {
  readonly label: ComponentChildren;
  /** The rest of the label, where there is room for it. */
  readonly rest?: string;
  /** What the label has no room for; a tooltip. */
  readonly explanation?: string;
  /** For the stylesheet. */
  readonly name?: string;
  readonly kind?: 'money' | 'live' | 'alarm' | 'rest';
  /** Where it is shown; everywhere when left out. */
  readonly only?: 'strip' | 'column';
  /** The figure of its cell: large in the column. */
  readonly headline?: boolean;
  readonly children: ComponentChildren;
}

export function Figure({ label, rest, explanation, name, kind = 'rest', only, headline = false, children }: FigureProps) {
  return (
    <p class={headline ? 'figure headline' : 'figure'} title={explanation} data-kind={kind} data-only={only} data-figure={name}>
      <span class="label">
        {label}
        {rest && <i class="wide-word"> {rest}</i>}
      </span>
      <span class="value">{children}</span>
    </p>
  );
}

/** Characters of a sum that fit at the usual size wherever one is shown, `$1,234.56`; a longer one is written smaller where room is short. */
const roomyLength = 9;

interface MoneyProps {
  readonly usd: Usd;
  readonly approximate?: boolean;
  /** Another way to write it; full precision is in the tooltip. */
  readonly format?: (usd: Usd) => string;
}

export function Money({ usd, approximate = false, format = formatUsd }: MoneyProps) {
  const figure = format(usd);
  return (
    <span
      class="money"
      data-length={figure.length > roomyLength ? 'long' : undefined}
      title={`${usd} USD${approximate ? ', a part of it estimated or unknown' : ''}`}
    >
      {approximate && <Icon name="about" />}
      {figure}
    </span>
  );
}
