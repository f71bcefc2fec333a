import type { ComponentChildren } from 'preact';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import { QuietButton } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';
import { archiveLamp, budgetLamp, type LampState, linkLamp } from './lampStates.ts';

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
      <button
        type="button"
        class="lamp"
        id={`lamp-${id}`}
        title={`${name}: ${label}`}
        data-light={light}
        popovertarget={note}
        aria-describedby={text}
      >
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
