import type { RequestHandlers } from '../../src/core/surface/requestHandlers.ts';
import type { EditorRequests } from '../../src/shared/protocol/requests/editor.ts';

const nothing = () => Promise.resolve(null);

/** Around a surface without VS Code: requests that only an editor can carry out do nothing. */
export const noEditor: RequestHandlers<EditorRequests> = {
  setApiKey: nothing,
  openSettings: nothing,
  raiseBudget: nothing,
  openCsv: nothing,
  showLog: nothing,
  eraseConversation: () => Promise.resolve({ isErased: false }),
  eraseEntry: () => Promise.resolve({ isErased: false }),
  verifyArchive: nothing,
  openInEditor: nothing,
  openLink: nothing,
  copyText: nothing,
};
