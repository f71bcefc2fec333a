import type { HostCommand } from '../../shared/protocol/messages.ts';
import type { Draft } from '../../shared/model/draft.ts';
import type { SurfaceLocation } from './surfaceLocation.ts';

/** What a request can do to the surface that it comes from. */
export interface RequestingSurface {
  readonly location: SurfaceLocation;
  /** The user asks for something else to be shown. Returns whether that is still what they asked for last. */
  beginNavigation(): () => boolean;
  show(conversationId: string | null): void;
  newConversation(): void;
  selectModel(modelId: string): Promise<void>;
  stop(): void;
  sendCommand(command: HostCommand): void;
  /** What was requested at this location has led to this message: from now on it stays below that one. */
  moveTo(location: SurfaceLocation, conversationId: string, tip: string | null): void;
  /** A question was asked with this content: its draft is done with. */
  asked(at: string | null, conversationId: string, sent: Draft): void;
  showEarlier(): Promise<void>;
}
