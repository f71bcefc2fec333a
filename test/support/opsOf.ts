import type { HostMessage, SurfaceOp } from '../../src/shared/protocol/messages.ts';

/** The changes that a message of the host brings; none unless it is an update. */
export function opsOf(message: HostMessage): readonly SurfaceOp[] {
  return 'type' in message || message.length === 3 ? [] : message[1];
}
