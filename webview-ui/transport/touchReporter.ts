import type { WebviewMessage } from '../../src/shared/protocol/messages.ts';

/** By focus, by pointer, by an assistive technology, by key, by anything that writes, and by what is let fall here. */
const touches = ['focusin', 'pointerdown', 'click', 'keydown', 'input', 'drop'] as const;

/** Says to the host that the user has turned to this surface: once, until another one is touched. */
export class TouchReporter {
  readonly #post: (message: WebviewMessage) => void;
  #isCurrent = false;

  constructor(post: (message: WebviewMessage) => void) {
    this.#post = post;
  }

  /** First of all listeners, so that the host knows it before anything that the touch asks for. */
  listen(page: Window): void {
    for (const name of touches) page.addEventListener(name, () => this.#report(), { capture: true, passive: true });
    // The focus may have come before this program.
    if (page.document.hasFocus()) this.#report();
  }

  otherTouched(): void {
    this.#isCurrent = false;
  }

  #report(): void {
    if (this.#isCurrent) return;
    this.#isCurrent = true;
    this.#post({ type: 'touched' });
  }
}
