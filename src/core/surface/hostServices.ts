import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { RequestName, Requests } from '../../shared/protocol/requests/requests.ts';
import type { SurfaceStatus } from '../../shared/protocol/surfaceState.ts';
import type { Disposable } from '../../shared/async/disposable.ts';

const editorRequests = [
  'setApiKey',
  'openSettings',
  'showLog',
  'verifyArchive',
  'openInEditor',
  'openLink',
  'copyText',
  'raiseBudget',
  'openCsv',
] as const;

/** Requests that only VS Code can carry out. */
export type EditorRequest = (typeof editorRequests)[number];

/** What a surface needs from the window around it. */
export interface SurfaceEnvironment {
  /** The model a new conversation starts with. */
  defaultModelId(): string;
  /** `modelId` is the model the next message of this surface goes to. */
  status(conversation: Conversation | null, modelId: string): Promise<SurfaceStatus>;
  spend(conversationId: string | null): Promise<Spend>;
  /** Key, settings, catalogue, spend or archive state changed. */
  onDidChangeStatus(listener: () => void): Disposable;
  perform<K extends EditorRequest>(request: K, body: Requests[K]['body'], conversationId: string | null): Promise<Requests[K]['reply']>;
}

export function isEditorRequest(name: RequestName): name is EditorRequest {
  return editorRequests.some((request) => request === name);
}
