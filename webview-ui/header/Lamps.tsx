import type { ComponentChildren } from 'preact';
import type { BudgetReading } from '../../src/shared/model/budget.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { budgetSentence, worstState } from '../format/budgetFigures.ts';
import { QuietButton } from '../ui/controls.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

interface LampReading {
  readonly light: 'on' | 'warn' | 'alarm' | 'off';
  readonly reading: string;
  readonly explanation: string;
}

/** State at a glance. Each lamp is a control that explains itself; there is one for each state that exists, and no other. */
export function Lamps({ status }: { readonly status: SurfaceStatus }) {
  return (
    <div class="lamps">
      <Lamp id="link" name="Link" {...linkReading(status)} />
      <Lamp id="store" name="Store" {...archiveReading(status)} />
      <BudgetLamp status={status} />
    </div>
  );
}

/** Its note leads to the figures, because where there is little room nothing else does. */
function BudgetLamp({ status }: { readonly status: SurfaceStatus }) {
  const terminal = useTerminal();
  const showCosts = () => {
    document.getElementById(noteOf('budget'))?.hidePopover();
    terminal.showCosts();
  };
  return (
    <Lamp id="budget" name="Budget" {...budgetReading(status.spend.budgets)}>
      <QuietButton onPress={showCosts}>Show Costs</QuietButton>
    </Lamp>
  );
}

interface LampProps extends LampReading {
  readonly id: string;
  readonly name: string;
  readonly children?: ComponentChildren;
}

function Lamp({ id, name, light, reading, explanation, children }: LampProps) {
  const note = noteOf(id);
  const text = `${note}-text`;
  return (
    <>
      <button type="button" class="lamp" id={`lamp-${id}`} data-light={light} popovertarget={note} aria-describedby={text}>
        <i aria-hidden="true" />
        <span class="label">{name}</span>
        <small class="unseen"> lamp: {reading}</small>
      </button>
      <div class="lamp-note" id={note} popover="auto">
        <div id={text}>
          <b class="label">{reading}</b>
          <p>{explanation}</p>
        </div>
        {children}
      </div>
    </>
  );
}

function noteOf(id: string): string {
  return `lamp-${id}-note`;
}

function linkReading({ key, endpoint, endpointProblem }: SurfaceStatus): LampReading {
  if (endpointProblem !== null) return { light: 'alarm', reading: 'address refused', explanation: endpointProblem };
  switch (key) {
    case 'stored':
      return {
        light: 'on',
        reading: 'key stored',
        explanation: `The key is in the editor's secret storage and is sent to ${endpoint} only.`,
      };
    case 'environment':
      return {
        light: 'on',
        reading: 'key from the environment',
        explanation: `The key comes from OPENROUTER_API_KEY and is sent to ${endpoint} only.`,
      };
    case 'missing':
      return {
        light: 'off',
        reading: 'no key',
        explanation: `Nothing is sent to ${endpoint}. The command Set API Key… stores one; the demonstration model needs none.`,
      };
  }
}

const budgetLights = {
  ok: { light: 'on', reading: 'within limits' },
  warn: { light: 'warn', reading: 'warning level' },
  reached: { light: 'alarm', reading: 'suspended' },
} as const;

function budgetReading(budgets: readonly BudgetReading[]): LampReading {
  const worst = worstState(budgets);
  if (worst === null)
    return {
      light: 'off',
      reading: 'no limit',
      explanation: 'No budget is set. The settings have one for each conversation, day and month.',
    };
  return { ...budgetLights[worst], explanation: budgets.map(budgetSentence).join('\n') };
}

function archiveReading({ archive }: SurfaceStatus): LampReading {
  switch (archive.state) {
    case 'ok':
      return { light: 'on', reading: 'writing', explanation: archive.detail || 'Every message is on disk before it is acknowledged.' };
    case 'readonly':
      return { light: 'warn', reading: 'read-only', explanation: archive.detail || 'Conversations can be read, and nothing can be added.' };
    case 'damaged':
      return {
        light: 'alarm',
        reading: 'damaged',
        explanation: archive.detail || 'A part could not be read. It was kept, set aside, and logged.',
      };
  }
}
