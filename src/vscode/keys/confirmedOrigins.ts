import * as vscode from 'vscode';
import type { OriginConsent, OriginQuestion } from '../../core/ports/originConsent.ts';
import { Emitter } from '../../shared/async/emitter.ts';

const stateKey = 'servers.confirmed';

interface ConfirmedOriginsNeeds {
  readonly state: vscode.Memento;
  /** Makes OpenRouter the server that is asked, whatever the environment says. */
  readonly useOpenRouter: () => Promise<void>;
}

/** The servers that the person has agreed to, on this machine and in all its windows, and the question for another one. */
export class ConfirmedOrigins implements OriginConsent {
  readonly #state: vscode.Memento;
  readonly #useOpenRouter: () => Promise<void>;
  readonly #changed = new Emitter();
  readonly #offered = new Set<string>();
  /** Questions that stand open: who sends twice is asked once. */
  readonly #asking = new Map<string, Promise<boolean>>();
  /** Agreed to, but that could not be kept: the storage may have it in memory all the same. */
  readonly #unkept = new Set<string>();
  readonly onDidChange = this.#changed.event;

  constructor({ state, useOpenRouter }: ConfirmedOriginsNeeds) {
    this.#state = state;
    this.#useOpenRouter = useOpenRouter;
  }

  isConfirmed(origin: string): boolean {
    return !this.#unkept.has(origin) && this.#read().includes(origin);
  }

  /** As a dialog: the person waits, and nothing may be sent behind their back. */
  async ask(question: OriginQuestion): Promise<boolean> {
    const { origin } = question;
    const asking = this.#asking.get(origin) ?? this.#ask(question, true).finally(() => this.#asking.delete(origin));
    this.#asking.set(origin, asking);
    return await asking;
  }

  offer(question: OriginQuestion): void {
    if (this.#offered.has(question.origin)) return;
    this.#offered.add(question.origin);
    void this.#ask(question, false);
  }

  async confirm(origin: string): Promise<void> {
    if (this.isConfirmed(origin)) return;
    this.#unkept.add(origin);
    await this.#state.update(stateKey, [...new Set([...this.#read(), origin])]);
    this.#unkept.delete(origin);
    this.#changed.fire();
  }

  /** Nothing goes there any more before the person is asked again. */
  async forget(origin: string): Promise<void> {
    if (!this.isConfirmed(origin)) return;
    await this.#state.update(
      stateKey,
      this.#read().filter((other) => other !== origin),
    );
    this.#changed.fire();
  }

  async #ask({ origin, fromEnvironment }: OriginQuestion, modal: boolean): Promise<boolean> {
    const { host } = new URL(origin);
    const text = vscode.l10n.t('Send your API key and your messages to {0}?', host);
    const reason = fromEnvironment
      ? vscode.l10n.t(
          'OPENROUTER_BASE_URL in the environment names this server. A folder or a container may have set it without your doing.',
        )
      : vscode.l10n.t('The base URL in your settings names this server, and no key was sent there before.');
    const detail = `${reason} ${vscode.l10n.t('Nothing is sent there unless you agree. You are asked once.')}`;
    const use = vscode.l10n.t('Use {0}', host);
    const other = vscode.l10n.t('Use OpenRouter Instead');
    const buttons = fromEnvironment ? [use, other] : [use];
    const choice = modal
      ? await vscode.window.showWarningMessage(text, { modal, detail }, ...buttons)
      : await vscode.window.showWarningMessage(`${text} ${detail}`, ...buttons);
    if (choice === other) await this.#keep(host, () => this.#useOpenRouter());
    return choice === use && (await this.#keep(host, () => this.confirm(origin)));
  }

  /** False when an answer could not be kept, which the person has been told. */
  async #keep(host: string, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
      const [again, open] = [vscode.l10n.t('Try Again'), vscode.l10n.t('Open Settings')];
      const text = vscode.l10n.t('Your answer could not be kept: {0}. Nothing is sent to {1}.', reason, host);
      const choice = await vscode.window.showErrorMessage(text, again, open);
      if (choice === again) return await this.#keep(host, write);
      if (choice === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'neuralTerminal.openRouter.baseUrl');
      return false;
    }
  }

  /** What a later version may have left is kept out, not passed on. */
  #read(): readonly string[] {
    const value: unknown = this.#state.get(stateKey);
    return Array.isArray(value) ? value.filter((origin) => typeof origin === 'string') : [];
  }
}
