import type { WebviewMessage } from '../../src/shared/protocol/messages.ts';

/**
 * By pointer, by an assistive technology, by key, by anything that writes, and by what is let fall here. Not by the focus alone: when a palette
 * closes, VS Code gives the focus to the active editor, wherever the user was before.
 */
const touches = ['pointerdown', 'click', 'keydown', 'input', 'drop'] as const;

/** Says to the host that the user has turned to this surface: once, until another one is touched. */
export class TouchReporter {
  readonly #post: (message: WebviewMessage) => void;
  #isCurrent = false;

  constructor(post: (message: WebviewMessage) => void) {
    this.#post = post;
  }

  /** First of all listeners, so that the host knows it before anything that the touch asks for. */
  listen(page: Window): void {
    for (const name of touches)
      page.addEventListener(name, (event) => !isForWorkbench(event) && this.#report(), { capture: true, passive: true });
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

/** Keys that open a palette or another part of the workbench: what has the focus passes them on, and need not be what the user was at. */
function isForWorkbench(event: Event): boolean {
  return event instanceof KeyboardEvent && (event.ctrlKey || event.metaKey || /^(F\d+|Control|Shift|Alt|Meta)$/.test(event.key));
}
