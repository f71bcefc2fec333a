import type { RequestName } from './requests.ts';

export interface RequestTraits {
  /** Changes the archive, or which part of it is shown: a notice about the request before this one is out of date. */
  readonly changesArchive: boolean;
  /** Waits for the user in one of VS Code's own dialogs, or reads the whole archive: the answer has no deadline, like that of a paid one. */
  readonly waitsForUser: boolean;
  /** Makes a model answer, and so costs money: it has an id of its own, and is never given up while the host may still carry it out. */
  readonly paid: boolean;
}

const plain: RequestTraits = { changesArchive: false, waitsForUser: false, paid: false };
const changesArchive: RequestTraits = { changesArchive: true, waitsForUser: false, paid: false };
const waitsForUser: RequestTraits = { changesArchive: false, waitsForUser: true, paid: false };
const paid: RequestTraits = { changesArchive: true, waitsForUser: false, paid: true };

/** What is said of every request by its kind. */
export const requestTraits: { readonly [K in RequestName]: RequestTraits } = {
  ask: paid,
  retry: paid,
  stop: plain,
  forecast: plain,
  showBranch: changesArchive,
  showEarlier: plain,
  fork: changesArchive,
  deleteEntry: changesArchive,
  restoreEntry: changesArchive,
  listDeleted: plain,
  changeConversation: changesArchive,
  newConversation: changesArchive,
  openConversation: changesArchive,
  costs: plain,
  checkRequest: plain,
  dismissRequest: plain,
  checkAccount: plain,
  selectModel: plain,
  listModels: plain,
  setApiKey: waitsForUser,
  openSettings: plain,
  raiseBudget: waitsForUser,
  openCsv: plain,
  showLog: plain,
  eraseConversation: waitsForUser,
  eraseEntry: waitsForUser,
  verifyArchive: waitsForUser,
  openInEditor: plain,
  openLink: waitsForUser,
  copyText: plain,
};
