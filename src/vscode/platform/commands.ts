/** The commands of the manifest, without their prefix. */
export const commandNames = [
  'openChat',
  'openInEditor',
  'newConversation',
  'askAboutSelection',
  'stop',
  'selectModel',
  'renameConversation',
  'tagConversation',
  'pinConversation',
  'archiveConversation',
  'deleteConversation',
  'purgeConversation',
  'verifyArchive',
  'rebuildIndex',
  'backUpArchive',
  'restoreBackup',
  'showDeleted',
  'showCosts',
  'raiseBudget',
  'setApiKey',
  'signOut',
  'showLog',
  'viewStop',
  'viewNewConversation',
  'viewOpenInEditor',
  'panelStop',
  'panelNewConversation',
] as const;

export type CommandName = (typeof commandNames)[number];

/** What each command does; a missing one does not compile. */
export type CommandHandlers = Readonly<Record<CommandName, () => unknown>>;
