import * as vscode from 'vscode';
import { impossibleCharacter, keyText } from './keyText.ts';

/** Where OpenRouter makes keys. */
const keysPage = 'https://openrouter.ai/keys';

/**
 * Asks for a key of a server, in a field that hides it. `complaint` resolves with the reason why a key is not taken, which the field shows while
 * it stays open; its signal is aborted when the person closes it. Resolves with the key, or undefined when the field was closed.
 */
export async function askForKey(
  host: string,
  complaint: (key: string, signal: AbortSignal) => Promise<string | undefined>,
): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  const closed = new AbortController();
  const result = Promise.withResolvers<string | undefined>();
  const accept = async () => {
    const key = keyText(box.value);
    box.validationMessage = wrongCharacter(key);
    if (key === '' || box.validationMessage) return;
    box.enabled = false;
    box.busy = true;
    const reason = await complaint(key, closed.signal);
    box.busy = false;
    box.enabled = true;
    if (reason === undefined) result.resolve(closed.signal.aborted ? undefined : key);
    else box.validationMessage = reason;
  };
  box.title = vscode.l10n.t('Set API Key');
  box.prompt = vscode.l10n.t(
    'Your API key for {0}. It is checked there, kept in the secret storage of VS Code, and sent to no other server. Keys for OpenRouter come from openrouter.ai/keys.',
    host,
  );
  box.placeholder = 'sk-or-v1-…';
  box.password = true;
  box.ignoreFocusOut = true;
  box.buttons = [{ iconPath: new vscode.ThemeIcon('link-external'), tooltip: vscode.l10n.t('Get a Key (openrouter.ai/keys)') }];
  box.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(keysPage)));
  box.onDidChangeValue((value) => (box.validationMessage = wrongCharacter(keyText(value))));
  box.onDidAccept(() => void accept().catch((error: unknown) => result.reject(error)));
  box.onDidHide(() => {
    closed.abort();
    result.resolve(undefined);
  });
  box.show();
  try {
    return await result.promise;
  } finally {
    box.dispose();
  }
}

function wrongCharacter(key: string): string {
  const found = impossibleCharacter(key);
  if (found === undefined) return '';
  return /\s/.test(found) ? vscode.l10n.t('A key has no spaces.') : vscode.l10n.t('A key has no character like “{0}”.', found);
}
