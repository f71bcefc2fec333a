import { archiveContribution } from '../vscode/archive/archiveContribution.ts';
import { upkeepContribution } from '../vscode/archive/upkeepContribution.ts';
import { chatContribution } from '../vscode/chat/chatContribution.ts';
import { streamingKeyContribution } from '../vscode/chat/streamingKeyContribution.ts';
import { archiveCommandsContribution } from '../vscode/commands/archiveCommandsContribution.ts';
import { conversationCommandsContribution } from '../vscode/commands/conversationCommandsContribution.ts';
import { pickModelContribution } from '../vscode/commands/pickModelContribution.ts';
import { raiseBudgetContribution } from '../vscode/commands/raiseBudgetContribution.ts';
import { selectionContribution } from '../vscode/editor/selectionContribution.ts';
import { keysContribution } from '../vscode/keys/keysContribution.ts';
import { logContribution } from '../vscode/platform/logContribution.ts';
import { reportsContribution } from '../vscode/platform/reportsContribution.ts';
import type { Contribution } from '../vscode/platform/contribution.ts';
import type { CommandName } from '../vscode/platform/commands.ts';
import type { WindowServices } from './createWindowServices.ts';
import { costMeterContribution } from '../vscode/statusBar/costMeterContribution.ts';

/** Keeps the names of the commands in the type: together they must be the commands of the manifest (see composeWindow). */
const ofWindow = <C extends CommandName>(list: readonly Contribution<WindowServices, C>[]) => list;

/** The features of a window, in the order in which they start: what the window cannot be without comes first. */
export const contributions = ofWindow([
  keysContribution,
  archiveContribution,
  chatContribution,
  logContribution,
  reportsContribution,
  archiveCommandsContribution,
  conversationCommandsContribution,
  selectionContribution,
  pickModelContribution,
  raiseBudgetContribution,
  costMeterContribution,
  streamingKeyContribution,
  upkeepContribution,
]);
