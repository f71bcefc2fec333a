import * as vscode from 'vscode';
import { Emitter } from '../../shared/async/emitter.ts';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';

/** A view or panel in which a conversation can be seen. */
export interface Surface {
  readonly session: SurfaceSession;
  isVisible(): boolean;
  reveal(): void;
}

/** The open surfaces of this window, and which of them a command and the cost meter mean. */
export class SurfaceRegistry {
  /** In the order in which they were touched. */
  #all: readonly Surface[] = [];
  readonly #changed = new Emitter();
  /** The current surface or its conversation changed, or one became visible or hidden. */
  readonly onDidChange = this.#changed.event;

  /** Of the surfaces that can be seen the one that was touched last; null when none can be seen. What is hidden is never meant. */
  get current(): Surface | null {
    return this.#all.findLast((surface) => surface.isVisible()) ?? null;
  }

  /** A surface that was opened counts as touched. */
  add(surface: Surface): vscode.Disposable {
    this.touch(surface);
    const { session } = surface;
    return vscode.Disposable.from(
      session.onDidChangeConversation(() => this.#changed.fire()),
      session.onDidTouch(() => this.touch(surface)),
      {
        dispose: () => {
          this.#all = this.#all.filter((other) => other !== surface);
          this.#changed.fire();
        },
      },
    );
  }

  /** The user has turned to this surface. */
  touch(surface: Surface): void {
    const last = this.#all.at(-1);
    if (last === surface) return;
    this.#all = [...this.#all.filter((other) => other !== surface), surface];
    last?.session.otherTouched();
    this.#changed.fire();
  }

  visibilityChanged(): void {
    this.#changed.fire();
  }
}
