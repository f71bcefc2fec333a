import type { ComponentChildren } from 'preact';
import { Button } from './controls.tsx';
import { Sign } from './Sign.tsx';
import { useTerminal } from './terminalContext.ts';

interface DrawerProps {
  readonly name: string;
  readonly side: 'left' | 'right';
  readonly children: ComponentChildren;
}

/** A drawer over the canvas. The composer stays free; Escape, the cross or a click beside it close it. */
export function Drawer({ name, side, children }: DrawerProps) {
  const terminal = useTerminal();
  const close = () => {
    terminal.drawer.value = null;
    terminal.focusComposer();
  };
  return (
    <>
      <div class="beside-drawer" onClick={close} />
      <section class={`drawer ${side}`} aria-label={name}>
        <header class="drawer-head">
          <h2 class="label">{name}</h2>
          <Button look="quiet" title="Close" onPress={close}>
            <Sign name="close" />
            <small class="unseen">Close</small>
          </Button>
        </header>
        {children}
      </section>
    </>
  );
}
