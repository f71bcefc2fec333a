import type { RefObject } from 'preact';
import { t } from '../../src/shared/l10n/t.ts';
import { entriesPerPage } from '../../src/shared/limits.ts';
import { count } from '../format/entryFigures.ts';
import { Button } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

/** The beginning of the conversation, as far as it is not here yet. Once it is, the keyboard goes on in the transcript, where the user reads. */
export function EarlierEntries({ scroller }: { readonly scroller: RefObject<HTMLElement | null> }) {
  const { surface, conversations } = useStores();
  const earlier = surface.earlier.value;
  if (earlier === 0) return null;

  const show = () => {
    scroller.current?.focus({ preventScroll: true });
    void conversations.showEarlier();
  };

  return (
    <div class="earlier">
      <Button appearance="quiet" onPress={show}>
        {showSentence(earlier)}
      </Button>
    </div>
  );
}

function showSentence(earlier: number): string {
  if (earlier === 1) return t('Show 1 earlier entry');
  if (earlier <= entriesPerPage) return t('Show {0} earlier entries', earlier);
  return t('Show {0} earlier entries ({1} above)', entriesPerPage, count(earlier));
}
