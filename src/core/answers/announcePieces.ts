import type { EventBus } from '../events/eventBus.ts';
import type { StreamObserver } from './streamObserver.ts';

/** Puts every piece of every answer on the bus. */
export function announcePieces(bus: EventBus): StreamObserver {
  return ({ conversationId, messageId }) => ({
    onPiece: ({ type, text }) => bus.emit('token.generated', { conversationId, messageId, delta: text, reasoning: type === 'reasoning' }),
    dispose: () => undefined,
  });
}
