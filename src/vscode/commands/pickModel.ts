import * as vscode from 'vscode';
import type { ModelRouter } from '../../core/models/modelRouter.ts';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';

/** Lets the person choose a model in the quick pick; undefined when they changed their mind. */
export async function pickModel(router: ModelRouter): Promise<string | undefined> {
  const items = router
    .list()
    .then(({ models }) => models.map((model) => ({ label: model.id, description: model.name, detail: priceLine(model), id: model.id })));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select Model'),
    placeHolder: vscode.l10n.t('The conversation goes on with this model'),
    matchOnDescription: true,
  });
  return picked?.id;
}

function priceLine(model: CatalogueModel): string {
  if (model.simulated) return vscode.l10n.t('simulated, costs nothing');
  const price = (usd: string | null) => (usd === null ? '$?' : `$${Number((Number(usd) * 1e6).toPrecision(4))}`);
  const context = model.contextTokens === null ? '' : ` · ${vscode.l10n.t('{0} tokens of context', model.contextTokens.toLocaleString())}`;
  return `${vscode.l10n.t('{0} in, {1} out per million tokens', price(model.promptUsd), price(model.completionUsd))}${context}`;
}
