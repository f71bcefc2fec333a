import * as vscode from 'vscode';
import { formatUsd } from '../../shared/format/formatUsd.ts';
import type { BudgetStatus, BudgetScope } from '../../shared/model/budget.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { Settings } from '../settings/settings.ts';

const scopes: readonly BudgetScope[] = ['conversation', 'day', 'month'];

/** Asks which limit, and how high, and changes the setting. What was suspended by it goes on at once. */
export async function raiseBudget(settings: Settings, read: () => Promise<Spend>): Promise<void> {
  const spend = await read();
  const items = scopes.map((scope) => itemOf(scope, spend));
  // The one that stands in the way first.
  const order = [...spend.budgets.map(({ scope }) => scope), ...scopes];
  items.sort((a, b) => order.indexOf(a.scope) - order.indexOf(b.scope));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Raise Budget'),
    placeHolder: vscode.l10n.t('Which limit?'),
  });
  if (!picked) return;
  const { scope, spentUsd, limitUsd } = picked;
  const entered = await vscode.window.showInputBox({
    title: picked.label,
    prompt: vscode.l10n.t('New limit in USD. Spent so far: {0}.', formatUsd(spentUsd)),
    value: String(suggestion(Number(limitUsd ?? 0), Number(spentUsd))),
    validateInput: (value) => complaint(value, Number(spentUsd)),
  });
  if (entered !== undefined) await settings.setLimit(scope, Number(entered));
}

interface LimitItem extends vscode.QuickPickItem {
  readonly scope: BudgetScope;
  readonly spentUsd: string;
  readonly limitUsd: string | null;
}

function itemOf(scope: BudgetScope, spend: Spend): LimitItem {
  const labels: Record<BudgetScope, string> = {
    conversation: vscode.l10n.t('Each conversation'),
    day: vscode.l10n.t('Each day'),
    month: vscode.l10n.t('Each month'),
  };
  const spent: Record<BudgetScope, string> = { conversation: spend.conversationUsd, day: spend.todayUsd, month: spend.monthUsd };
  const status = spend.budgets.find((budget) => budget.scope === scope);
  return {
    scope,
    label: labels[scope],
    description: status ? describe(status) : vscode.l10n.t('no limit, {0} spent', formatUsd(spent[scope])),
    spentUsd: status?.spentUsd ?? spent[scope],
    limitUsd: status?.limitUsd ?? null,
  };
}

function describe({ spentUsd, limitUsd, state }: BudgetStatus): string {
  const figures = vscode.l10n.t('{0} of {1}', formatUsd(spentUsd), formatUsd(limitUsd));
  return state === 'reached' ? vscode.l10n.t('{0} — reached', figures) : figures;
}

/** Twice the limit, and more than what is spent; whole dollars from one dollar on. */
function suggestion(limitUsd: number, spentUsd: number): number {
  const wanted = Math.max(limitUsd * 2, spentUsd * 1.5);
  return wanted >= 1 ? Math.ceil(wanted) : Math.max(0.01, Math.ceil(wanted * 100) / 100);
}

function complaint(value: string, spentUsd: number): string | undefined {
  const usd = Number(value);
  if (value.trim() === '' || !Number.isFinite(usd) || usd < 0) return vscode.l10n.t('A number of dollars, such as 12.50.');
  return usd <= spentUsd ? vscode.l10n.t('That much is spent already.') : undefined;
}
