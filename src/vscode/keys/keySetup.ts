import * as vscode from 'vscode';
import { ChatError, failureOf } from '../../core/errors/chatError.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { formatUsd } from '../../shared/format/formatUsd.ts';
import { askForKey } from './askForKey.ts';
import type { KeyStore } from './keyStore.ts';

/** What the service says about a key. */
interface KeyReport {
  readonly label: string;
  readonly limitRemainingUsd: string | null;
  readonly isFreeTier: boolean;
}

export interface KeySetupOptions {
  readonly keys: Pick<KeyStore, 'store'>;
  readonly logger: Logger;
  /** The configured server, once the person has agreed that a key goes there; rejects with ChatError when it does not. */
  readonly server: () => Promise<URL>;
  /** Asks the server about a key; null where it has nothing to ask; throws ChatError, UNAUTHORIZED for one that is not valid. */
  readonly check: (baseUrl: URL, key: string, signal: AbortSignal) => Promise<KeyReport | null>;
  readonly countModels: () => Promise<number>;
}

/** Asks for a key of the configured server, checks it there, and only then stores it; unchecked where the person wants that. */
export async function setApiKey({ keys, logger, server, check, countModels }: KeySetupOptions): Promise<void> {
  const baseUrl = await serverOf(server);
  if (!baseUrl) return;
  const { host, origin } = baseUrl;
  let report: KeyReport | null = null;
  let unchecked: ChatError | null = null;
  const key = await askForKey(host, async (entered, signal) => {
    try {
      report = await check(baseUrl, entered, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!ChatError.is(error)) logger.error('key.checkFailed', { error: String(error) });
      const { message } = failureOf(error);
      if (!ChatError.is(error) || error.code === 'UNAUTHORIZED') return vscode.l10n.t('The key was not stored. {0}', message);
      unchecked = error;
    }
    return undefined;
  });
  if (key === undefined || (report === null && !(await mayStoreUnchecked(host, unchecked)))) return;
  await keys.store(origin, key);
  logger.info('key.stored', { checked: report !== null });
  void vscode.window.showInformationMessage(`${describe(report, host)} ${await modelsOf(countModels)}`);
}

/** Undefined when no key may go there: the person has been told why, or has said so. */
async function serverOf(server: KeySetupOptions['server']): Promise<URL | undefined> {
  try {
    return await server();
  } catch (error) {
    if (ChatError.is(error, 'REFUSED')) return undefined;
    const open = vscode.l10n.t('Open Settings');
    const choice = await vscode.window.showErrorMessage(failureOf(error).message, open);
    if (choice === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'neuralTerminal.openRouter.baseUrl');
    return undefined;
  }
}

/** Many servers that speak the protocol have nothing to ask about a key (null), and one that cannot be reached now may be later. */
async function mayStoreUnchecked(host: string, failure: ChatError | null): Promise<boolean> {
  const store = vscode.l10n.t('Store Unchecked');
  if (failure === null) {
    const text = vscode.l10n.t('{0} does not offer a way to check a key: store it unchecked?', host);
    return (await vscode.window.showWarningMessage(text, { modal: true }, store)) === store;
  }
  const text = vscode.l10n.t('{0} could not check the key. Store it all the same?', host);
  return (await vscode.window.showWarningMessage(text, { modal: true, detail: failure.message }, store)) === store;
}

function describe(report: KeyReport | null, host: string): string {
  if (!report) return vscode.l10n.t('Key for {0} stored without a check.', host);
  const left =
    report.limitRemainingUsd === null ? vscode.l10n.t('no limit') : vscode.l10n.t('{0} left', formatUsd(report.limitRemainingUsd));
  const tier = report.isFreeTier ? vscode.l10n.t('free tier') : vscode.l10n.t('paid tier');
  return vscode.l10n.t('Key "{0}" for {1} stored: {2}, {3}.', report.label, host, left, tier);
}

async function modelsOf(countModels: KeySetupOptions['countModels']): Promise<string> {
  try {
    return vscode.l10n.t('{0} models.', await countModels());
  } catch (error) {
    return vscode.l10n.t('The list of models could not be read. {0}', failureOf(error).message);
  }
}
