import type { Disposable } from '../../shared/async/disposable.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { EditorRequests } from '../../shared/protocol/requests/editor.ts';
import type { SurfaceStatus } from '../../shared/protocol/surfaceState.ts';
import type { RequestHandlers } from './requestHandlers.ts';

/** What a surface needs from the window around it. */
export interface HostServices {
  /** Requests that only the editor can carry out. */
  readonly editorRequests: RequestHandlers<EditorRequests>;
  /** The model a new conversation starts with. */
  defaultModelId(): string;
  /** `modelId` is the model the next message of this surface goes to. */
  status(conversation: Conversation | null, modelId: string): Promise<SurfaceStatus>;
  spend(conversationId: string | null): Promise<Spend>;
  /** Key, settings, catalogue, spend or archive state changed. */
  onDidChangeStatus(listener: () => void): Disposable;
}
