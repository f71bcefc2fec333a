import type { ForkPoint } from '../../src/shared/model/conversation.ts';
import { Button } from '../ui/controls.tsx';
import { ForkMark } from './messageMarks.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** Between what a fork shares with its origin and what is its own; with the way back. */
export function ForkLine({ forkedFrom }: { readonly forkedFrom: ForkPoint }) {
  const terminal = useTerminal();
  const origin = terminal.surface.conversations.value.find(({ id }) => id === forkedFrom.conversationId);
  return (
    <div class="fork-line">
      <ForkMark />
      <span class="label">Forked here</span>
      <Button look="quiet" title={origin?.title ?? ''} onPress={() => terminal.openConversation(forkedFrom.conversationId)}>
        Open origin
      </Button>
    </div>
  );
}
