import type { ComponentChildren } from 'preact';
import { Button } from './controls.tsx';
import { Icon } from './Icon.tsx';
import { useStores } from '../stores/storesContext.ts';
import './drawer.css';

interface DrawerProps {
  readonly name: string;
  readonly side: 'left' | 'right';
  /** For what is a table: as wide as the canvas allows, up to a limit. */
  readonly broad?: boolean;
  readonly children: ComponentChildren;
}

/** A drawer over the canvas. The composer stays free; Escape, the cross or a click beside it close it. */
export function Drawer({ name, side, broad = false, children }: DrawerProps) {
  const { view, composer } = useStores();
  const close = () => {
    view.drawer.value = null;
    composer.focus();
  };
  return (
    <>
      <div class="beside-drawer" onClick={close} />
      <section class={`drawer ${side}${broad ? ' broad' : ''}`} aria-label={name}>
        <header class="drawer-head">
          <h2 class="label">{name}</h2>
          <Button appearance="quiet" title="Close" onPress={close}>
            <Icon name="close" />
            <small class="unseen">Close</small>
          </Button>
        </header>
        {children}
      </section>
    </>
  );
}
