import { useTerminal } from '../stores/terminalContext.ts';

/** The handle of the filing cabinet: a spine at the left edge, folded into the header when narrow. */
export function ArchiveHandle() {
  const { drawer, surface } = useTerminal();
  const open = drawer.value === 'archive';
  return (
    <button type="button" class="archive-handle" aria-expanded={open} onClick={() => (drawer.value = open ? null : 'archive')}>
      <span class="label">Archive</span>
      <span class="archive-count" aria-hidden="true">
        {surface.conversations.value.length}
      </span>
    </button>
  );
}
