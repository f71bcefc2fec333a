import type { ComponentChildren } from 'preact';
import type { BudgetReading } from '../../src/shared/model/budget.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { budgetSentence, worstState } from '../format/budgetFigures.ts';
import { QuietButton } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

interface LampState {
  readonly light: 'on' | 'warn' | 'alarm' | 'off';
  /** The state in a few words. */
  readonly label: string;
  readonly explanation: string;
}

/** State at a glance. Each lamp is a control that explains itself; there is one for each state that exists, and no other. */
export function Lamps({ status }: { readonly status: SurfaceStatus }) {
  return (
    <div class="lamps">
      <Lamp id="link" name="Link" {...linkLamp(status)} />
      <Lamp id="store" name="Store" {...archiveLamp(status)} />
      <BudgetLamp status={status} />
    </div>
  );
}

/** Its note leads to the figures, because where there is little room nothing else does. */
function BudgetLamp({ status }: { readonly status: SurfaceStatus }) {
  const { view } = useStores();
  const showCosts = () => {
    document.getElementById(noteOf('budget'))?.hidePopover();
    view.drawer.value = 'costs';
  };
  return (
    <Lamp id="budget" name="Budget" {...budgetLamp(status.spend.budgets)}>
      <QuietButton onPress={showCosts}>Show Costs</QuietButton>
    </Lamp>
  );
}

interface LampProps extends LampState {
  readonly id: string;
  readonly name: string;
  readonly children?: ComponentChildren;
}

function Lamp({ id, name, light, label, explanation, children }: LampProps) {
  const note = noteOf(id);
  const text = `${note}-text`;
  return (
    <>
      <button type="button" class="lamp" id={`lamp-${id}`} data-light={light} popovertarget={note} aria-describedby={text}>
        <i aria-hidden="true" />
        <span class="label">{name}</span>
        <small class="unseen"> lamp: {label}</small>
      </button>
      <div class="lamp-note" id={note} popover="auto">
        <div id={text}>
          <b class="label">{label}</b>
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

function linkLamp({ key, endpoint, endpointProblem }: SurfaceStatus): LampState {
  if (endpointProblem !== null) return { light: 'alarm', label: 'address refused', explanation: endpointProblem };
  switch (key) {
    case 'stored':
      return {
        light: 'on',
        label: 'key stored',
        explanation: `The key is in the editor's secret storage and is sent to ${endpoint} only.`,
      };
    case 'environment':
      return {
        light: 'on',
        label: 'key from the environment',
        explanation: `The key comes from OPENROUTER_API_KEY and is sent to ${endpoint} only.`,
      };
    case 'missing':
      return {
        light: 'off',
        label: 'no key',
        explanation: `Nothing is sent to ${endpoint}. The command Set API Key… stores one; the demonstration model needs none.`,
      };
  }
}

const budgetLights = {
  ok: { light: 'on', label: 'within limits' },
  warn: { light: 'warn', label: 'warning level' },
  reached: { light: 'alarm', label: 'suspended' },
} as const;

function budgetLamp(budgets: readonly BudgetReading[]): LampState {
  const worst = worstState(budgets);
  if (worst === null)
    return {
      light: 'off',
      label: 'no limit',
      explanation: 'No budget is set. The settings have one for each conversation, day and month.',
    };
  return { ...budgetLights[worst], explanation: budgets.map(budgetSentence).join('\n') };
}

function archiveLamp({ archive }: SurfaceStatus): LampState {
  switch (archive.state) {
    case 'ok':
      return { light: 'on', label: 'writing', explanation: archive.detail || 'Every message is on disk before it is acknowledged.' };
    case 'readonly':
      return { light: 'warn', label: 'read-only', explanation: archive.detail || 'Conversations can be read, and nothing can be added.' };
    case 'damaged':
      return {
        light: 'alarm',
        label: 'damaged',
        explanation: archive.detail || 'A part could not be read. It was kept, set aside, and logged.',
      };
  }
}
