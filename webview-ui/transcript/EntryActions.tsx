import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { QuietButton } from '../ui/controls.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { useStores } from '../stores/storesContext.ts';

interface EntryActionsProps {
  readonly entry: Entry;
  /** Counted from the beginning of the branch, from 1. */
  readonly number: number;
  /** False for an entry that a fork shares with its origin: that one is deleted there. */
  readonly own: boolean;
}

/** What can be done with an entry. One that still arrives can only be copied. */
export function EntryActions({ entry, number, own }: EntryActionsProps) {
  const { composer, conversations } = useStores();
  const { id, role, text, state } = entry;
  const settled = state !== 'streaming';
  if (!settled && text === '') return null;
  return (
    <div class="actions">
      {text !== '' && <CopyButton onCopy={() => conversations.copy(text)} />}
      {settled && role === 'user' && <QuietButton onPress={() => composer.beginEdit(entry)}>Edit</QuietButton>}
      {settled && <QuietButton onPress={() => conversations.fork(id)}>Fork</QuietButton>}
      {settled && role === 'assistant' && <QuietButton onPress={() => conversations.regenerate(id)}>Regenerate</QuietButton>}
      {settled && own && <QuietButton onPress={() => conversations.deleteEntry(id, number)}>Delete</QuietButton>}
    </div>
  );
}
