import * as vscode from 'vscode';
import type { ModelRouter } from '../../core/models/modelRouter.ts';
import { perMillion } from '../../shared/format/modelPrice.ts';
import type { CatalogueModel } from '../../shared/model/catalogue.ts';

/** Lets the person choose a model in the quick pick, where the current one is marked; undefined when they changed their mind. */
export async function pickModel(router: ModelRouter, currentId: string): Promise<string | undefined> {
  const items = router
    .list()
    .then(({ models }) =>
      models.map((model) => ({ label: model.id, description: nameOf(model, currentId), detail: priceLine(model), id: model.id })),
    );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select Model'),
    placeHolder: vscode.l10n.t('The conversation goes on with this model'),
    matchOnDescription: true,
  });
  return picked?.id;
}

function nameOf({ id, name }: CatalogueModel, currentId: string): string {
  return id === currentId ? vscode.l10n.t('{0} · current', name) : name;
}

function priceLine(model: CatalogueModel): string {
  if (model.simulated) return vscode.l10n.t('simulated, costs nothing');
  const context = model.contextTokens === null ? '' : ` · ${vscode.l10n.t('{0} tokens of context', model.contextTokens.toLocaleString())}`;
  return `${vscode.l10n.t('{0} in, {1} out per million tokens', perMillion(model.promptUsd), perMillion(model.completionUsd))}${context}`;
}
