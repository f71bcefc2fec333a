// Beside the extension under `npm start`: opens its chat once the workbench is there.
import { commands } from 'vscode';

export const activate = () => commands.executeCommand('neuralTerminal.openChat');
