// What the cells of the telemetry are made of.
import type { ComponentChildren } from 'preact';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import { Icon } from './Icon.tsx';

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
  /** For the stylesheet. */
  readonly name?: string;
  readonly kind?: 'money' | 'live' | 'alarm' | 'rest';
  /** Where it is shown; everywhere when left out. */
  readonly only?: 'strip' | 'column';
  /** The figure of its cell: large in the column. */
  readonly headline?: boolean;
  readonly children: ComponentChildren;
}

export function Figure({ label, rest, name, kind = 'rest', only, headline = false, children }: FigureProps) {
  return (
    <p class={headline ? 'figure headline' : 'figure'} data-kind={kind} data-only={only} data-figure={name}>
      <span class="label">
        {label}
        {rest && <i class="wide-word"> {rest}</i>}
      </span>
      <span class="value">{children}</span>
    </p>
  );
}

interface MoneyProps {
  readonly usd: Usd;
  readonly approximate?: boolean;
  /** Another way to write it; full precision is in the tooltip. */
  readonly format?: (usd: Usd) => string;
}

export function Money({ usd, approximate = false, format = formatUsd }: MoneyProps) {
  return (
    <span title={`${usd} USD${approximate ? ', a part of it estimated or unknown' : ''}`}>
      {approximate && <Icon name="about" />}
      {format(usd)}
    </span>
  );
}
