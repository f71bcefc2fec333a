import { useStores } from '../stores/storesContext.ts';

/** The handle of the filing cabinet: a spine at the left edge, folded into the header when narrow. */
export function ArchiveHandle() {
  const { view, surface } = useStores();
  const open = view.drawer.value === 'archive';
  return (
    <button type="button" class="archive-handle" aria-expanded={open} onClick={() => view.toggleDrawer('archive')}>
      <span class="label">Archive</span>
      <span class="archive-count" aria-hidden="true">
        {surface.conversations.value.length}
      </span>
    </button>
  );
}
