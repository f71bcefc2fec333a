import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import { matching } from '../format/modelFigures.ts';
import type { ModelsStore } from '../stores/modelsStore.ts';
import { endsComposition } from '../ui/endsComposition.ts';

interface ModelList {
  readonly query: ReadonlySignal<string>;
  /** The models that match the query. */
  readonly rows: ReadonlySignal<readonly CatalogueModel[]>;
  /** Index of the row that Enter chooses. */
  readonly active: number;
  readonly search: (query: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The id of the element of a row. */
export function modelOptionId(index: number): string {
  return `model-option-${index}`;
}

/** Search and choice by keyboard in the list of models. The active row is kept in sight. */
export function useModelList(models: ModelsStore, choose: (model: CatalogueModel) => void): ModelList {
  const query = useSignal('');
  /** null: not moved yet, so the current model is the active one. */
  const moved = useSignal<number | null>(null);
  const rows = useComputed(() => matching(models.catalogue.value?.list ?? [], query.value));
  const active = moved.value ?? Math.max(0, query.value === '' ? rows.value.findIndex(({ id }) => id === models.currentId.value) : 0);

  useEffect(() => {
    document.getElementById(modelOptionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active, rows.value]);

  const search = (text: string) => {
    query.value = text;
    moved.value = null;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (endsComposition(event)) return;
    const last = rows.value.length - 1;
    const target = { ArrowDown: Math.min(active + 1, last), ArrowUp: Math.max(active - 1, 0), Home: 0, End: last }[event.key];
    const model = rows.value[active];
    if (target !== undefined) moved.value = target;
    else if (event.key !== 'Enter') return;
    else if (model) choose(model);
    event.preventDefault();
  };

  return { query, rows, active, search, onKeyDown };
}
