import * as vscode from 'vscode';
import type { ConfirmedOrigins } from './confirmedOrigins.ts';
import type { KeyStore } from './keyStore.ts';

export interface SignOutOptions {
  /** What the key of the environment is used for once the person has signed out of an origin, null: of none; null where it plays no part. */
  readonly environmentKeyUse: (
    left: string | null,
  ) => Promise<{ readonly kind: 'used' | 'asked' | 'unused'; readonly host: string } | null>;
  readonly keys: Pick<KeyStore, 'origins' | 'delete' | 'fromEnvironment'>;
  readonly consent: Pick<ConfirmedOrigins, 'isConfirmed' | 'forget'>;
}

/** Deletes a stored key after a question, and says what is used from then on. */
export async function signOut({ keys, consent, environmentKeyUse }: SignOutOptions): Promise<void> {
  const origins = await keys.origins();
  if (origins.length === 0) return await explain({ keys, consent, environmentKeyUse });
  const origin = origins.length === 1 ? origins[0] : await pick(origins);
  if (origin === undefined) return;
  const host = hostOf(origin);
  const confirm = vscode.l10n.t('Sign Out');
  const text = vscode.l10n.t('Sign out of {0}?', host);
  const after = describe(await environmentKeyUse(origin));
  const detail = [vscode.l10n.t('Its key is deleted from the secret storage of VS Code.'), after].filter(Boolean).join(' ');
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, confirm)) !== confirm) return;
  await keys.delete(origin);
  await consent.forget(origin);
  void vscode.window.showInformationMessage(
    [vscode.l10n.t('Signed out of {0}: its key is deleted.', host), after].filter(Boolean).join(' '),
  );
}

/** There is nothing to delete. A server that the environment names can be left all the same. */
async function explain({ keys, consent, environmentKeyUse }: SignOutOptions): Promise<void> {
  const environment = keys.fromEnvironment();
  const use = await environmentKeyUse(null);
  const text = [vscode.l10n.t('No key is stored.'), describe(use)].filter(Boolean).join(' ');
  if (!environment || use?.kind !== 'used' || !consent.isConfirmed(environment.origin)) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const leave = vscode.l10n.t('Stop Using {0}', hostOf(environment.origin));
  const choice = await vscode.window.showInformationMessage(text, leave);
  if (choice === leave) await consent.forget(environment.origin);
}

function describe(use: Awaited<ReturnType<SignOutOptions['environmentKeyUse']>>): string {
  switch (use?.kind) {
    case 'used':
      return vscode.l10n.t(
        'The key in OPENROUTER_API_KEY goes on being used for {0}. To end that, take it out of the environment and start VS Code again.',
        use.host,
      );
    case 'asked':
      return vscode.l10n.t('The key in OPENROUTER_API_KEY is used for {0} only after you have agreed to that.', use.host);
    case 'unused':
      return vscode.l10n.t('The key in OPENROUTER_API_KEY belongs to {0} and is not used for the server in your settings.', use.host);
    case undefined:
      return '';
  }
}

async function pick(origins: readonly string[]): Promise<string | undefined> {
  const items = origins.map((origin) => ({ label: hostOf(origin), origin }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sign Out'), placeHolder: vscode.l10n.t('Of which server?') }))
    ?.origin;
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}
