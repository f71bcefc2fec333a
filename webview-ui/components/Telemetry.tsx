import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { formatUsd } from '../../src/shared/formatUsd.ts';
import type { Usd } from '../../src/shared/model.ts';
import type { Entry } from '../../src/shared/protocol.ts';
import { count, seconds, velocity } from '../figures/entryFigures.ts';
import { contextSize, perMillion } from '../figures/modelFigures.ts';
import { Sign } from './Sign.tsx';
import { useTerminal } from './terminalContext.ts';
import { Trace } from './Trace.tsx';
import { VelocityTrace } from './VelocityTrace.tsx';

/** The figures: a strip under the header when narrow, a column of unequal cells when wide. Only what is known is shown. */
export function Telemetry() {
  const { surface } = useTerminal();
  const status = surface.status.value;
  const spend = status?.spend;
  const approximate = spend?.approximate ?? false;
  return (
    <section class="telemetry" aria-label="Telemetry">
      {spend && (
        <Cell name="Spend">
          <Figure label="Spent" rest="in this conversation" kind="money">
            <Money usd={spend.conversationUsd} approximate={approximate} />
          </Figure>
          <Figure label="Today" kind="money">
            <Money usd={spend.todayUsd} approximate={approximate} />
          </Figure>
          {spend.leftUsd !== null && (
            <Figure label="Left" rest="of the budget" kind="money">
              <Money usd={spend.leftUsd} approximate={approximate} />
            </Figure>
          )}
        </Cell>
      )}
      <Cell name="Velocity">
        <Velocity />
      </Cell>
      <Cell name="Latency">
        <FirstToken />
      </Cell>
      <Cell name="Tokens">
        <Tokens />
      </Cell>
      {status?.model && (
        <Cell name="Price">
          <Figure label="In, per million">{status.model.simulated ? 'simulated' : perMillion(status.model.promptUsd)}</Figure>
          <Figure label="Out, per million">{status.model.simulated ? 'simulated' : perMillion(status.model.completionUsd)}</Figure>
          {status.model.contextTokens !== null && <Figure label="Context window">{contextSize(status.model.contextTokens)}</Figure>}
        </Cell>
      )}
    </section>
  );
}

function Cell({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="cell" role="group" aria-label={name} data-cell={name}>
      {children}
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  /** The rest of the label, where there is room for it. */
  readonly rest?: string;
  readonly kind?: 'money' | 'live' | 'rest';
  readonly children: ComponentChildren;
}

function Figure({ label, rest, kind = 'rest', children }: FigureProps) {
  return (
    <p class="figure" data-kind={kind}>
      <span class="label">
        {label}
        {rest && <i class="wide-word"> {rest}</i>}
      </span>
      <span class="value">{children}</span>
    </p>
  );
}

function Money({ usd, approximate }: { readonly usd: Usd; readonly approximate: boolean }) {
  return (
    <span title={`${usd} USD${approximate ? ', a part of it estimated or unknown' : ''}`}>
      {approximate && <Sign name="about" />}
      {formatUsd(usd)}
    </span>
  );
}

/** The newest answer's entry, as far as it has figures. */
function useNewestAnswer() {
  const { surface } = useTerminal();
  return useComputed(() => surface.entries.value.findLast((entry) => entry.value.role === 'assistant')?.value ?? null);
}

function Velocity() {
  const { surface } = useTerminal();
  const answer = useNewestAnswer();
  const rate = useComputed(() => answer.value && velocity(answer.value));
  const live = surface.streaming.value;
  return (
    <>
      <Figure label="Velocity" kind={live ? 'live' : 'rest'}>
        {rate.value === null ? '–' : count(rate.value)}
        {rate.value !== null && <small> tok/s</small>}
      </Figure>
      <VelocityTrace answer={answer} />
    </>
  );
}

/** The newest answer's, and those of the answers before it as bars. */
function FirstToken() {
  const times = useNumbers((entries) => entries.map(({ firstTokenMs }) => firstTokenMs).filter((ms) => ms !== null));
  const newest = times.value.at(-1);
  return (
    <>
      <Figure label="First token">{newest === undefined ? '–' : seconds(newest)}</Figure>
      <Trace values={times.value} slots={12} />
    </>
  );
}

/** Numbers read from the entries; the same array as long as they are the same, so that text alone redraws nothing. */
function useNumbers(read: (entries: readonly Entry[]) => readonly number[]) {
  const { surface } = useTerminal();
  const last = useRef<readonly number[]>([]);
  return useComputed(() => {
    const next = read(surface.entries.value.map(({ value }) => value));
    const same = next.length === last.current.length && next.every((number, index) => number === last.current[index]);
    if (!same) last.current = next;
    return last.current;
  });
}

/** Tokens of all exchanges on screen, as reported or counted. */
function Tokens() {
  const sums = useNumbers((entries) => [
    entries.reduce((sum, { usage }) => sum + (usage?.promptTokens ?? 0), 0),
    entries.reduce((sum, { usage }) => sum + (usage?.completionTokens ?? 0), 0),
  ]);
  const [sent = 0, received = 0] = sums.value;
  const share = (100 * sent) / Math.max(1, sent + received);
  return (
    <>
      <Figure label="Tokens in">{count(sent)}</Figure>
      <Figure label="Tokens out">{count(received)}</Figure>
      {sent + received > 0 && (
        <svg class="ratio" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect class="ratio-in" width={share} height="1" />
          <rect class="ratio-out" x={share} width={100 - share} height="1" />
        </svg>
      )}
    </>
  );
}
