import * as vscode from 'vscode';
import { ChatError, failureOf } from '../../core/errors/chatError.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { formatUsd } from '../../shared/format/formatUsd.ts';
import type { KeyStore } from './keyStore.ts';

/** What the service says about a key. */
interface KeyReport {
  readonly label: string;
  readonly limitRemainingUsd: string | null;
  readonly isFreeTier: boolean;
}

export interface KeySetupOptions {
  readonly keys: KeyStore;
  readonly logger: Logger;
  /** Asks the service about a key; throws ChatError. */
  readonly check: (key: string, signal: AbortSignal) => Promise<KeyReport>;
  readonly countModels: () => Promise<number>;
}

/** Asks for a key, checks it with the service, and only then stores it. */
export async function setApiKey({ keys, logger, check, countModels }: KeySetupOptions): Promise<void> {
  const entered = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set API Key'),
    prompt: vscode.l10n.t('Your OpenRouter API key. It is checked with OpenRouter and kept in the secret storage of VS Code.'),
    placeHolder: 'sk-or-v1-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S*$/.test(value.trim()) ? undefined : vscode.l10n.t('A key has no spaces.')),
  });
  const key = entered?.trim();
  if (!key) return;
  try {
    const [report, models] = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking the key'), cancellable: true },
      async (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return Promise.all([check(key, controller.signal), countModels()]);
      },
    );
    await keys.store(key);
    logger.info('key.stored', { freeTier: report.isFreeTier });
    void vscode.window.showInformationMessage(describe(report, models));
  } catch (error) {
    if (!ChatError.is(error)) {
      logger.error('key.checkFailed', { error: String(error) });
      if (isAbort(error)) return;
    }
    const { message } = failureOf(error);
    const again = vscode.l10n.t('Try Again');
    const choice = await vscode.window.showErrorMessage(vscode.l10n.t('The key was not stored. {0}', message), again);
    if (choice === again) await vscode.commands.executeCommand('neuralTerminal.setApiKey');
  }
}

function describe(report: KeyReport, models: number): string {
  const left =
    report.limitRemainingUsd === null ? vscode.l10n.t('no limit') : vscode.l10n.t('{0} left', formatUsd(report.limitRemainingUsd));
  const tier = report.isFreeTier ? vscode.l10n.t('free tier') : vscode.l10n.t('paid tier');
  return vscode.l10n.t('Key "{0}" stored: {1}, {2}, {3} models.', report.label, left, tier, models);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
