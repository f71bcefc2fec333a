import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import { contextSize, matching, price } from '../format/modelFigures.ts';
import { Button } from '../ui/controls.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** The model rack: the catalogue, searched and chosen by keyboard. The focus stays in the search field; the active row is pointed at. */
export function ModelPicker() {
  const terminal = useTerminal();
  const search = useRef<HTMLInputElement>(null);
  const query = useSignal('');
  /** null: nobody has moved yet, so the current model is the active one. */
  const moved = useSignal<number | null>(null);
  const failure = terminal.modelsFailure.value;
  const rows = useComputed(() => matching(terminal.models.value?.list ?? [], query.value));
  const active = moved.value ?? Math.max(0, query.value === '' ? rows.value.findIndex(({ id }) => id === terminal.modelId.value) : 0);

  const activeId = rows.value.length > 0 ? optionId(active) : undefined;

  useEffect(() => {
    search.current?.focus();
    void terminal.readModels();
  }, [terminal]);

  useEffect(() => {
    document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active, rows.value]);

  const choose = (model: CatalogueModel | undefined) => {
    if (model) void terminal.selectModel(model.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const last = rows.value.length - 1;
    const target = { ArrowDown: Math.min(active + 1, last), ArrowUp: Math.max(active - 1, 0), Home: 0, End: last }[event.key];
    if (target !== undefined) moved.value = target;
    else if (event.key === 'Enter') choose(rows.value[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Drawer name="Model rack" side="right">
      <div class="drawer-tools">
        <input
          ref={search}
          class="field"
          type="search"
          aria-label="Search models"
          aria-controls="model-list"
          aria-activedescendant={activeId}
          placeholder="Name or maker"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
            moved.value = null;
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {terminal.models.value?.stale && <p class="nothing">The catalogue could not be read just now. This is the last good copy.</p>}
      {failure !== null && (
        <div class="failure" role="alert">
          <p>{failure}</p>
          <Button onPress={() => terminal.readModels()}>Retry</Button>
        </div>
      )}
      {terminal.models.value === null && failure === null && <p class="nothing waiting">Reading the catalogue</p>}
      {terminal.models.value !== null && rows.value.length === 0 && <p class="nothing">No model matches.</p>}
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
            current={model.id === terminal.modelId.value}
            onChoose={choose}
          />
        ))}
      </ul>
    </Drawer>
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
      id={optionId(index)}
      role="option"
      aria-selected={current}
      title={model.name}
      onClick={() => onChoose(model)}
    >
      <span class="model-id">
        {model.id}
        {current && <small> current</small>}
      </span>
      <span class="model-price">{price(model)}</span>
      <span class="model-context">{contextSize(model.contextTokens)}</span>
    </li>
  );
}

function optionId(index: number): string {
  return `model-option-${index}`;
}
