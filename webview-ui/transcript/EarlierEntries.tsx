import type { RefObject } from 'preact';
import { count } from '../format/entryFigures.ts';
import { Button } from '../ui/controls.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** How many the host sends each time. */
const pageLength = 100;

/** The beginning of the conversation, as far as it is not here yet. Once it is, the keyboard goes on in the transcript, where the person reads. */
export function EarlierEntries({ scroller }: { readonly scroller: RefObject<HTMLElement | null> }) {
  const { surface, tree } = useTerminal();
  const earlier = surface.earlier.value;
  if (earlier === 0) return null;
  const next = Math.min(pageLength, earlier);

  const show = () => {
    scroller.current?.focus({ preventScroll: true });
    void tree.showEarlier();
  };

  return (
    <div class="earlier">
      <Button look="quiet" onPress={show}>
        Show {next} earlier {next === 1 ? 'entry' : 'entries'}
        {earlier > next && ` (${count(earlier)} above)`}
      </Button>
    </div>
  );
}
