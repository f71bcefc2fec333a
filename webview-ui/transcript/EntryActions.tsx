import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { QuietButton } from '../ui/controls.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

interface EntryActionsProps {
  readonly entry: Entry;
  /** False for an entry that a fork shares with its origin: that one is deleted there. */
  readonly own: boolean;
}

/** What can be done with an entry. One that still arrives can only be copied. */
export function EntryActions({ entry, own }: EntryActionsProps) {
  const terminal = useTerminal();
  const { id, role, text, state } = entry;
  const settled = state !== 'streaming';
  if (!settled && text === '') return null;
  return (
    <div class="actions">
      {text !== '' && <QuietButton onPress={() => terminal.copy(text)}>Copy</QuietButton>}
      {settled && role === 'user' && <QuietButton onPress={() => terminal.beginEdit(entry)}>Edit</QuietButton>}
      {settled && <QuietButton onPress={() => terminal.tree.fork(id)}>Fork</QuietButton>}
      {settled && role === 'assistant' && <QuietButton onPress={() => terminal.tree.regenerate(id)}>Regenerate</QuietButton>}
      {settled && own && <QuietButton onPress={() => terminal.tree.deleteEntry(id)}>Delete</QuietButton>}
    </div>
  );
}
