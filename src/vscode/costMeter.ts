import * as vscode from 'vscode';
import type { Logger } from '../core/ports.ts';
import { formatUsd } from '../shared/formatUsd.ts';
import type { Spend } from '../shared/model.ts';

/** The status-bar item: this conversation, today, what is left of the nearest budget. */
export class CostMeter implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #read: () => Promise<Spend>;
  readonly #logger: Logger;
  #soon: NodeJS.Timeout | null = null;
  #reading = false;
  #again = false;

  constructor(read: () => Promise<Spend>, logger: Logger) {
    this.#read = read;
    this.#logger = logger;
    this.#item = vscode.window.createStatusBarItem('neuralTerminal.costMeter', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = vscode.l10n.t('Neural Terminal Cost Meter');
    this.#item.command = 'neuralTerminal.openChat';
    this.#item.text = '$(pulse)';
    this.#item.show();
  }

  /** Reads the figures again; calls during a reading are joined into one that follows. */
  update(): void {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    void this.#read()
      .then((spend) => this.#show(spend))
      .catch((error: unknown) => {
        this.#logger.warn('meter.failed', { error: String(error) });
        this.#item.text = '$(pulse) $?';
      })
      .finally(() => {
        this.#reading = false;
        if (!this.#again) return;
        this.#again = false;
        this.update();
      });
  }

  /** For figures that move many times a second: reads them once a second. */
  updateSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.update();
    }, 1000);
  }

  dispose(): void {
    if (this.#soon) clearTimeout(this.#soon);
    this.#item.dispose();
  }

  #show(spend: Spend): void {
    const about = spend.approximate ? '≈ ' : '';
    const parts = [`${about}${formatUsd(spend.conversationUsd)}`, vscode.l10n.t('today {0}', formatUsd(spend.todayUsd))];
    if (spend.leftUsd !== null) parts.push(vscode.l10n.t('{0} left', formatUsd(spend.leftUsd)));
    this.#item.text = `$(pulse) ${parts.join(' · ')}`;
    const lines = [
      vscode.l10n.t('This conversation: ${0}', spend.conversationUsd),
      vscode.l10n.t('Today (local day): ${0}', spend.todayUsd),
      vscode.l10n.t('This month: ${0}', spend.monthUsd),
      ...(spend.leftUsd === null ? [] : [vscode.l10n.t('Left of the nearest budget: ${0}', spend.leftUsd)]),
      ...(spend.approximate ? [vscode.l10n.t('Part of this is estimated or not known yet.')] : []),
    ];
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: lines.join('. ') };
  }
}
