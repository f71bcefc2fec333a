import * as vscode from 'vscode';
import type * as z from 'zod';
import type { ChatSettings } from '../../core/ports/chatSettings.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { Logger } from '../../core/ports/platform.ts';
import type { BudgetScope } from '../../shared/model/budget.ts';
import { environmentServer } from './environmentServer.ts';
import { type SettingName, settingShapes } from './settingsSchema.ts';

type SettingValue<K extends SettingName> = z.output<(typeof settingShapes)[K]>;

const section = 'neuralTerminal';

/** Where the base URL stands, and what it is; not yet checked. */
interface ConfiguredAddress {
  readonly text: string;
  readonly source: 'setting' | 'environment' | 'default';
}

/**
 * The person's settings, read and validated once after each change: a running answer asks for them many times a second. A bad value is named
 * once and the default is used.
 */
export class Settings implements vscode.Disposable {
  readonly #logger: Logger;
  readonly #changed = new Emitter();
  readonly #named = new Set<string>();
  /** What was read since the last change. */
  readonly #values = new Map<string, unknown>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(logger: Logger) {
    this.#logger = logger;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(section)) return;
      this.#values.clear();
      this.#changed.fire();
    });
  }

  get<K extends SettingName>(name: K): SettingValue<K> {
    return this.#cached(name, () => this.#read(name));
  }

  /**
   * The setting, else `OPENROUTER_BASE_URL` where `OPENROUTER_API_KEY` stands beside it, else the default: an environment that came along with
   * a folder must not send a key of the person's to another server.
   */
  address(): ConfiguredAddress {
    const isExplicit = this.#cached('baseUrl.isExplicit', () => {
      return vscode.workspace.getConfiguration(section).inspect('openRouter.baseUrl')?.globalValue !== undefined;
    });
    // Not kept: an extension that loads environments changes it while this one runs, and the key, which belongs to the same server, with it.
    const { baseUrl, key } = environmentServer();
    if (isExplicit) return { text: this.get('openRouter.baseUrl'), source: 'setting' };
    return baseUrl && key ? { text: baseUrl, source: 'environment' } : { text: this.get('openRouter.baseUrl'), source: 'default' };
  }

  /** True when the folder, not the person, chose the default model. */
  modelSetByWorkspace(): boolean {
    return this.#cached('modelSetByWorkspace', () => {
      const found = vscode.workspace.getConfiguration(section).inspect('model.default');
      return found?.workspaceValue !== undefined || found?.workspaceFolderValue !== undefined;
    });
  }

  chat(): ChatSettings {
    return this.#cached('chat', () => ({
      defaultModelId: this.get('model.default'),
      systemPrompt: this.get('conversation.systemPrompt'),
      temperature: this.get('conversation.temperature'),
      maxReplyTokens: this.get('conversation.maxReplyTokens'),
      budget: {
        conversationUsd: this.get('budget.conversationUsd'),
        dayUsd: this.get('budget.dayUsd'),
        monthUsd: this.get('budget.monthUsd'),
        warnAtPercent: this.get('budget.warnAtPercent'),
      },
      messageAlertUsd: this.get('budget.messageAlertUsd'),
    }));
  }

  /** Changes one limit for good, in the person's own settings. */
  async setLimit(scope: BudgetScope, usd: number): Promise<void> {
    await vscode.workspace.getConfiguration(section).update(`budget.${scope}Usd`, usd, vscode.ConfigurationTarget.Global);
  }

  /** Names the server in the person's own settings, which come before the environment. */
  async useOpenRouter(): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update('openRouter.baseUrl', settingShapes['openRouter.baseUrl'].parse(undefined), vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #cached<T>(name: string, read: () => T): T {
    if (!this.#values.has(name)) this.#values.set(name, read());
    return this.#values.get(name) as T;
  }

  #read<K extends SettingName>(name: K): SettingValue<K> {
    const value: unknown = vscode.workspace.getConfiguration(section).get(name);
    // The record's entry for K has K's output; the compiler does not follow that through the index.
    const shape = settingShapes[name] as unknown as z.ZodType<SettingValue<K>>;
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    this.#name(name, value, parsed.error.issues[0]?.message ?? 'not valid');
    return shape.parse(undefined);
  }

  #name(name: string, value: unknown, reason: string): void {
    const key = `${name}=${JSON.stringify(value)}`;
    if (this.#named.has(key)) return;
    this.#named.add(key);
    this.#logger.warn('settings.bad', { name: `${section}.${name}`, reason });
    void vscode.window
      .showWarningMessage(
        vscode.l10n.t('The setting {0} is not usable ({1}). The default is used instead.', `${section}.${name}`, reason),
        vscode.l10n.t('Open Settings'),
      )
      .then((choice) => choice && vscode.commands.executeCommand('workbench.action.openSettings', `${section}.${name}`));
  }
}
