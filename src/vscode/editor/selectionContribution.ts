import * as vscode from 'vscode';
import type { ChatView } from '../chat/chatView.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { SelectionActions, selectionAttachment } from './selection.ts';

interface SelectionServices {
  readonly surfaces: SurfaceRegistry;
  readonly view: ChatView;
}

/** Questions about what is selected in an editor: the lightbulb, and the command behind it. */
export const selectionContribution: OptionalContribution<SelectionServices, 'askAboutSelection'> = {
  name: 'selection',
  required: false,
  commands: ['askAboutSelection'],
  start({ surfaces, view }, disposables) {
    disposables.push(
      vscode.languages.registerCodeActionsProvider('*', new SelectionActions(), { providedCodeActionKinds: [SelectionActions.kind] }),
    );
    return {
      async askAboutSelection() {
        const attachment = selectionAttachment(vscode.window.activeTextEditor);
        if (!attachment) return vscode.window.showInformationMessage(vscode.l10n.t('Select some text in an editor first.'));
        const target = surfaces.current;
        target?.reveal();
        const command = { type: 'hostCommand', command: 'attach', attachment } as const;
        return target ? target.session.sendCommand(command) : view.sendCommand(command);
      },
    };
  },
};
