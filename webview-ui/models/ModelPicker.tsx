import { useEffect, useRef } from 'preact/hooks';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import { modelPrice } from '../../src/shared/format/modelPrice.ts';
import { contextSize } from '../format/modelFigures.ts';
import { useStores } from '../stores/storesContext.ts';
import { Button } from '../ui/controls.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { modelOptionId, useModelList } from './useModelList.ts';
import './models.css';

/** The model rack: the catalogue, searched and chosen by keyboard. The focus stays in the search field; the active row is pointed at. */
export function ModelPicker() {
  const { models } = useStores();
  const field = useRef<HTMLInputElement>(null);
  const choose = (model: CatalogueModel) => void models.select(model.id);
  const { query, rows, active, search, onKeyDown } = useModelList(models, choose);
  const activeId = rows.value.length > 0 ? modelOptionId(active) : undefined;

  useEffect(() => {
    field.current?.focus();
    void models.read();
  }, [models]);

  return (
    <Drawer name="Model rack" side="right">
      <div class="drawer-tools">
        <input
          ref={field}
          class="field"
          type="search"
          aria-label="Search models"
          aria-controls="model-list"
          aria-activedescendant={activeId}
          placeholder="Name or maker"
          value={query.value}
          onInput={(event) => search(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <CatalogueState matches={rows.value.length} />
      <p class="legend" aria-hidden="true">
        <span>in / out per million</span>
        <span>context</span>
      </p>
      <ul
        class="models"
        id="model-list"
        role="listbox"
        aria-label="Models"
        aria-activedescendant={activeId}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {rows.value.map((model, index) => (
          <ModelRow
            key={model.id}
            model={model}
            index={index}
            active={index === active}
            current={model.id === models.currentId.value}
            onChoose={choose}
          />
        ))}
      </ul>
    </Drawer>
  );
}

/** What is to be said about the catalogue, above its list. */
function CatalogueState({ matches }: { readonly matches: number }) {
  const { models } = useStores();
  const catalogue = models.catalogue.value;
  const failure = models.failure.value;
  return (
    <>
      {catalogue && catalogue.problem !== null && <p class="nothing">{catalogue.problem}</p>}
      {failure !== null && (
        <div class="failure" role="alert">
          <p>{failure}</p>
          <Button onPress={() => models.read()}>Retry</Button>
        </div>
      )}
      {catalogue === null && failure === null && <p class="nothing waiting">Reading the catalogue</p>}
      {catalogue !== null && matches === 0 && <p class="nothing">No model matches.</p>}
    </>
  );
}

interface ModelRowProps {
  readonly model: CatalogueModel;
  readonly index: number;
  readonly active: boolean;
  readonly current: boolean;
  readonly onChoose: (model: CatalogueModel) => void;
}

function ModelRow({ model, index, active, current, onChoose }: ModelRowProps) {
  return (
    <li
      class={active ? 'model active' : 'model'}
      id={modelOptionId(index)}
      role="option"
      aria-selected={current}
      title={model.name}
      onClick={() => onChoose(model)}
    >
      <span class="model-id">
        {model.id}
        {current && <small> current</small>}
      </span>
      <span class="model-price">{modelPrice(model)}</span>
      <span class="model-context">{contextSize(model.contextTokens)}</span>
    </li>
  );
}
