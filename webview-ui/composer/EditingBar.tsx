import { entryNumber } from '../format/entryFigures.ts';
import type { Editing } from '../../src/shared/model/draft.ts';
import { Button } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

/** Says that the composer holds an entry that is already in the log, and how to get out of that. */
export function EditingBar({ editing }: { readonly editing: Editing }) {
  const { surface, composer } = useStores();
  const { entries, earlier } = surface;
  const index = entries.value.findIndex((entry) => entry.peek().id === editing.entry);
  return (
    <div class="editing">
      <span class="label">{index < 0 ? 'Editing an entry' : `Editing entry ${entryNumber(earlier.value + index + 1)}`}</span>
      <Button appearance="quiet" onPress={() => composer.cancelEdit()}>
        Cancel
      </Button>
    </div>
  );
}
