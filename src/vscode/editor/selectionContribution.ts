import * as vscode from 'vscode';
import type { ChatView } from '../chat/chatView.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { SelectionActions, selectedText } from './selection.ts';

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
        const { attachments, cut } = selectedText(vscode.window.activeTextEditor);
        if (attachments.length === 0) return vscode.window.showInformationMessage(vscode.l10n.t('Select some text in an editor first.'));
        const target = surfaces.current;
        target?.reveal();
        for (const attachment of attachments) {
          const command = { type: 'hostCommand', command: 'attach', attachment } as const;
          await (target ? target.session.sendCommand(command) : view.sendCommand(command));
        }
        // A page that is only made now begins in its composer by itself, see Open Chat.
        target?.session.sendCommand({ type: 'hostCommand', command: 'focusComposer' });
        for (const { name, firstLine, lastLine } of cut)
          void vscode.window.showWarningMessage(
            vscode.l10n.t(
              'The selection in {0} is too long to be attached as a whole: only lines {1} to {2} were.',
              name,
              firstLine ?? 1,
              lastLine ?? 1,
            ),
          );
        return undefined;
      },
    };
  },
};
