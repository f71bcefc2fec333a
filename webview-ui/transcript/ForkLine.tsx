import type { ForkPoint } from '../../src/shared/model/conversation.ts';
import { Button } from '../ui/controls.tsx';
import { ForkMark } from './messageMarks.tsx';
import { useStores } from '../stores/storesContext.ts';

/** Between what a fork shares with its origin and what is its own; with the way back. */
export function ForkLine({ forkedFrom }: { readonly forkedFrom: ForkPoint }) {
  const { surface, conversations } = useStores();
  const origin = surface.conversations.value.find(({ id }) => id === forkedFrom.conversationId);
  return (
    <div class="fork-line">
      <ForkMark />
      <span class="label">Forked here</span>
      <Button appearance="quiet" title={origin?.title ?? ''} onPress={() => conversations.open(forkedFrom.conversationId)}>
        Open origin
      </Button>
    </div>
  );
}
