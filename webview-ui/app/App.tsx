import { useEffect } from 'preact/hooks';
import { ArchiveDrawer } from '../archive/ArchiveDrawer.tsx';
import { ArchiveHandle } from '../archive/ArchiveHandle.tsx';
import { Banners } from '../notices/Banners.tsx';
import { Composer } from '../composer/Composer.tsx';
import { CostsDrawer } from '../costs/CostsDrawer.tsx';
import { Header } from '../header/Header.tsx';
import { ModelPicker } from '../models/ModelPicker.tsx';
import { Telemetry } from '../telemetry/Telemetry.tsx';
import { useStores } from '../stores/storesContext.ts';
import { Transcript } from '../transcript/Transcript.tsx';
import { endsComposition } from '../ui/endsComposition.ts';
import { keepUndoInPage } from './keepUndoInPage.ts';
import './layout.css';

export function App() {
  const { surface, view, composer, requests } = useStores();
  const { drawer } = view;

  useEffect(() => {
    // Escape closes what lies on top, and only then stops the stream. A list or a note that took the key for itself has closed already.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector(':popover-open')) return;
      if (endsComposition(event)) {
        // A search field is emptied by this key.
        event.preventDefault();
        return;
      }
      if (drawer.value !== null) {
        drawer.value = null;
        composer.focus();
      } else if (composer.draft.value.editing) composer.cancelEdit();
      else if (surface.streaming.value) void requests.send('stop', {});
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [surface, drawer, composer, requests]);

  useEffect(() => {
    // Nothing has the focus where it cannot be seen: the drawer gives way.
    const onFocusIn = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.closest('.canvas') && !target.closest('.drawer')) drawer.value = null;
    };
    document.addEventListener('focusin', onFocusIn);
    return () => document.removeEventListener('focusin', onFocusIn);
  }, [drawer]);

  useEffect(keepUndoInPage, []);

  return (
    <div class="instrument" data-streaming={surface.streaming.value}>
      <ArchiveHandle />
      <Header />
      <Telemetry />
      <main class="canvas">
        <Banners />
        <Transcript />
        {drawer.value === 'archive' && <ArchiveDrawer />}
        {drawer.value === 'models' && <ModelPicker />}
        {drawer.value === 'costs' && <CostsDrawer />}
      </main>
      <Composer />
      <p class="unseen" role="status">
        {surface.announced.value}
      </p>
      <div class="scan-lines" aria-hidden="true" />
    </div>
  );
}
