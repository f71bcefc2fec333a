import type * as vscode from 'vscode';
import { FakeEventEmitter } from './fakeEventEmitter.ts';
import { fakeUser } from './fakeUser.ts';

type Faked =
  | 'title'
  | 'prompt'
  | 'placeholder'
  | 'password'
  | 'ignoreFocusOut'
  | 'buttons'
  | 'busy'
  | 'value'
  | 'onDidTriggerButton'
  | 'onDidChangeValue'
  | 'onDidAccept'
  | 'onDidHide';

/**
 * A field in which the user types as `fakeUser` says, as soon as it is shown, and presses Enter; what the field complains about is not tried
 * again: the user closes it then.
 */
export class FakeInputBox implements Pick<vscode.InputBox, Faked> {
  title: string | undefined;
  prompt: string | undefined;
  placeholder: string | undefined;
  password = false;
  ignoreFocusOut = false;
  buttons: readonly vscode.QuickInputButton[] = [];
  busy = false;
  value = '';
  /** What stood below the field, one after the other. */
  readonly complaints: string[] = [];
  readonly #triggered = new FakeEventEmitter<vscode.QuickInputButton>();
  readonly #changed = new FakeEventEmitter<string>();
  readonly #accepted = new FakeEventEmitter<void>();
  readonly #hidden = new FakeEventEmitter<void>();
  readonly onDidTriggerButton = this.#triggered.event;
  readonly onDidChangeValue = this.#changed.event;
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  #complaint = '';
  #enabled = true;
  #isTyping = false;

  get validationMessage(): string {
    return this.#complaint;
  }

  set validationMessage(text: string) {
    this.#complaint = text;
    if (text !== '') this.complaints.push(text);
    if (text !== '' && !this.#isTyping) queueMicrotask(() => this.hide());
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled;
    if (!enabled && fakeUser.cancels) queueMicrotask(() => this.hide());
  }

  show(): void {
    queueMicrotask(() => {
      const typed = typeof fakeUser.types === 'function' ? fakeUser.types({ value: this.value }) : fakeUser.types;
      if (fakeUser.presses !== undefined) {
        const button = this.buttons.find(({ tooltip }) => tooltip === fakeUser.presses);
        if (button) this.#triggered.fire(button);
      }
      if (typed === undefined) return this.hide();
      this.#isTyping = true;
      this.value = typed;
      this.#changed.fire(typed);
      this.#isTyping = false;
      this.#accepted.fire();
      // Nothing came of it, and the user gives up.
      if (this.#enabled && this.#complaint === '') this.hide();
    });
  }

  hide(): void {
    this.#hidden.fire();
  }

  dispose(): void {
    for (const emitter of [this.#triggered, this.#changed, this.#accepted, this.#hidden]) emitter.dispose();
  }
}
