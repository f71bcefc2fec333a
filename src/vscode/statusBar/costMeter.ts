import * as vscode from 'vscode';
import type { Logger } from '../../core/ports/platform.ts';
import { SingleFlight } from '../../shared/async/singleFlight.ts';
import { formatUsd } from '../../shared/format/formatUsd.ts';
import type { BudgetStatus } from '../../shared/model/budget.ts';
import type { Spend } from '../../shared/model/costs.ts';
import { type ApproximateSum, sumsOf } from '../../shared/model/withMovedBudgets.ts';

interface MeterReading {
  readonly spend: Spend;
  /** False while no conversation can be seen: then there is no "this conversation". */
  readonly isInSight: boolean;
}

/** The status-bar item: this conversation, today, what is left of the nearest budget. */
export class CostMeter implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #reads: SingleFlight;
  #soon: NodeJS.Timeout | null = null;

  constructor(read: () => Promise<MeterReading>, logger: Logger) {
    this.#reads = new SingleFlight(async () => {
      try {
        this.#show(await read());
      } catch (error) {
        logger.warn('meter.failed', { error: String(error) });
        this.#item.text = '$(pulse) $?';
      }
    });
    this.#item = vscode.window.createStatusBarItem('neuralTerminal.costMeter', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = vscode.l10n.t('Neural Terminal Cost Meter');
    this.#item.command = 'neuralTerminal.showCosts';
    this.#item.text = '$(pulse)';
    this.#item.show();
  }

  /** Reads the figures again; calls during a read are joined into one that follows. */
  update(): void {
    void this.#reads.run();
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

  #show({ spend, isInSight }: MeterReading): void {
    const { conversationUsd, conversationApproximate, todayUsd, todayApproximate, leftUsd, leftApproximate } = spend;
    const parts = [
      ...(isInSight ? [figure(formatUsd(conversationUsd), conversationApproximate)] : []),
      vscode.l10n.t('today {0}', figure(formatUsd(todayUsd), todayApproximate)),
    ];
    if (leftUsd !== null) parts.push(vscode.l10n.t('{0} left', figure(formatUsd(leftUsd), leftApproximate)));
    this.#item.text = `$(pulse) ${parts.join(' · ')}`;
    const lines = tooltip(spend, isInSight);
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: lines.map((line) => line.replace(/\.$/, '')).join('. ') };
    this.#item.backgroundColor = background(spend.budgets);
  }
}

/** A sum with the sign for one of which a part is estimated or unknown. */
const figure = (amount: string, approximate: boolean): string => `${approximate ? '≈ ' : ''}${amount}`;

/** Exact figures, one line each. */
function tooltip(spend: Spend, isInSight: boolean): readonly string[] {
  const { budgets, unresolved } = spend;
  const { conversation, day, month } = sumsOf(spend);
  const scopes: Record<BudgetStatus['scope'], string> = {
    conversation: vscode.l10n.t('conversation'),
    day: vscode.l10n.t('local day'),
    month: vscode.l10n.t('local month'),
  };
  const exact = ({ usd, approximate }: ApproximateSum) => figure(`$${usd}`, approximate);
  const isApproximate = [...(isInSight ? [conversation] : []), day, month].some(({ approximate }) => approximate);
  return [
    ...(isInSight ? [vscode.l10n.t('This conversation: {0}', exact(conversation))] : []),
    vscode.l10n.t('Today (local day): {0}', exact(day)),
    vscode.l10n.t('This month: {0}', exact(month)),
    ...budgets.map(({ scope, spentUsd, approximate, limitUsd, reservedUsd }) => {
      const spent = exact({ usd: spentUsd, approximate });
      return reservedUsd === '0'
        ? vscode.l10n.t('Budget of the {0}: {1} of ${2}', scopes[scope], spent, limitUsd)
        : vscode.l10n.t('Budget of the {0}: {1} of ${2}, and ${3} reserved', scopes[scope], spent, limitUsd, reservedUsd);
    }),
    ...(isApproximate ? [vscode.l10n.t('≈: a part of it is estimated or not known yet.')] : []),
    ...(unresolved > 0 ? [vscode.l10n.t('Requests whose bill is not known: {0}', unresolved)] : []),
    vscode.l10n.t('Click for the table of costs.'),
  ];
}

function background(budgets: Spend['budgets']): vscode.ThemeColor | undefined {
  if (budgets.some(({ state }) => state === 'reached')) return new vscode.ThemeColor('statusBarItem.errorBackground');
  return budgets.some(({ state }) => state === 'warn') ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
}
