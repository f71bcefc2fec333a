// The one file that knows where our controls come from: @vscode/webview-ui-toolkit 1.4.0, dressed by controls.css.
// The toolkit is archived upstream (2025-01-06) and will get no fixes; replacing it means rewriting this file and that stylesheet.
// Factories are named one by one, so that esbuild leaves the other components out.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDropdown, vsCodeOption } from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useRef } from 'preact/hooks';
import './controls.css';

/** Defines the toolkit's elements; call once before the first render. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());
}

interface ToolkitProps {
  readonly children?: ComponentChildren;
  readonly class?: string;
}

// Custom elements as components: a string is what they are to Preact, the type is what they are to us.
const element = <P,>(tag: string) => tag as unknown as FunctionComponent<ToolkitProps & P>;
const ToolkitButton = element<{
  readonly disabled?: boolean;
  readonly 'aria-disabled'?: boolean;
  readonly title?: string;
  readonly onClick: () => void;
}>('vscode-button');
const ToolkitDropdown = element<{
  readonly 'aria-label': string;
  readonly onClick: (event: MouseEvent) => void;
  readonly onKeyDownCapture: (event: KeyboardEvent) => void;
  readonly onChange: (event: Event) => void;
}>('vscode-dropdown');
const ToolkitOption = element<{ readonly value: string }>('vscode-option');

export interface ButtonProps {
  /** The accessible name is the content. */
  readonly children: ComponentChildren;
  readonly onPress: () => unknown;
  /** `solid`: the one thing to do; `line`: an ordinary button; `quiet`: an action in the margin, text only. */
  readonly appearance?: 'solid' | 'line' | 'quiet';
  readonly disabled?: boolean;
  /** Was pressed just now: it says that it does nothing for a moment, looks as ever, and keeps the focus. */
  readonly resting?: boolean;
  readonly title?: string;
}

export function Button({ children, onPress, appearance = 'line', disabled = false, resting = false, title }: ButtonProps) {
  return (
    <ToolkitButton
      class={`button ${appearance}`}
      disabled={disabled}
      aria-disabled={resting}
      {...(title === undefined ? {} : { title })}
      onClick={() => void onPress()}
    >
      {children}
    </ToolkitButton>
  );
}

/**
 * An action that comes with every entry and every card. Native, because there are hundreds of them: each of the toolkit's buttons is a
 * component with a document of its own.
 */
export function QuietButton({ children, onPress }: Pick<ButtonProps, 'children' | 'onPress'>) {
  return (
    <button type="button" class="quiet-button" onClick={() => void onPress()}>
      {children}
    </button>
  );
}

/** What the toolkit's dropdown offers beside HTMLElement. */
interface DropdownElement extends HTMLElement {
  open: boolean;
  value: string;
  selectedIndex: number;
}

export interface DropdownProps {
  readonly label: string;
  /** Shown while nothing is chosen. */
  readonly placeholder: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChoose: (value: string) => void;
}

/**
 * A list that acts as soon as something is chosen. The toolkit's element also reports a change when the list is only browsed by keyboard,
 * left, or closed by Escape; such a change is taken back, because here it would spend money.
 */
export function Dropdown({ label, placeholder, options, onChoose }: DropdownProps) {
  const deliberate = useRef(false);

  const onKeyDownCapture = (event: KeyboardEvent) => {
    const list = event.currentTarget as DropdownElement;
    deliberate.current = list.open && event.key === 'Enter';
    if (list.open || event.key === 'Tab' || event.key === 'Escape') return;
    // The closed list opens on any key that would otherwise browse it unseen.
    event.preventDefault();
    event.stopImmediatePropagation();
    list.open = true;
  };
  const onClick = (event: MouseEvent) => {
    deliberate.current = event.target instanceof Element && event.target.getAttribute('role') === 'option';
  };
  const onChange = (event: Event) => {
    const list = event.currentTarget as DropdownElement;
    const chosen = list.value;
    if (deliberate.current && chosen !== '') onChoose(chosen);
    deliberate.current = false;
    list.selectedIndex = 0;
  };

  return (
    <ToolkitDropdown class="dropdown" aria-label={label} onClick={onClick} onKeyDownCapture={onKeyDownCapture} onChange={onChange}>
      <ToolkitOption class="placeholder" value="">
        {placeholder}
      </ToolkitOption>
      {options.map(({ value, text }) => (
        <ToolkitOption key={value} value={value}>
          {text}
        </ToolkitOption>
      ))}
    </ToolkitDropdown>
  );
}
