import type { RefObject } from 'preact';
import { t } from '../../src/shared/l10n/t.ts';
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

  const show = () => {
    scroller.current?.focus({ preventScroll: true });
    void tree.showEarlier();
  };

  return (
    <div class="earlier">
      <Button look="quiet" onPress={show}>
        {showSentence(earlier)}
      </Button>
    </div>
  );
}

function showSentence(earlier: number): string {
  if (earlier === 1) return t('Show 1 earlier entry');
  if (earlier <= pageLength) return t('Show {0} earlier entries', earlier);
  return t('Show {0} earlier entries ({1} above)', pageLength, count(earlier));
}
