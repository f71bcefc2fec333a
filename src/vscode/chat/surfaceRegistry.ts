import * as vscode from 'vscode';
import { Emitter } from '../../shared/async/emitter.ts';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';

/** A view or panel in which a conversation can be seen. */
export interface Surface {
  readonly session: SurfaceSession;
  isVisible(): boolean;
  reveal(): void;
}

/** The open surfaces of this window, and the one the person used last: commands and the cost meter speak about that one. */
export class SurfaceRegistry {
  readonly #all = new Set<Surface>();
  readonly #changed = new Emitter();
  #last: Surface | null = null;
  /** The active surface or its conversation changed, or one became visible or hidden. */
  readonly onDidChange = this.#changed.event;

  get active(): Surface | null {
    return this.#last;
  }

  /** A surface that can be seen: the one used last if possible. */
  get visible(): Surface | null {
    return [this.#last, ...this.#all].find((surface) => surface?.isVisible()) ?? null;
  }

  add(surface: Surface): vscode.Disposable {
    this.#all.add(surface);
    this.use(surface);
    const subscription = surface.session.onDidChangeConversation(() => this.#changed.fire());
    return vscode.Disposable.from(subscription, {
      dispose: () => {
        this.#all.delete(surface);
        if (this.#last === surface) this.#last = [...this.#all].at(-1) ?? null;
        this.#changed.fire();
      },
    });
  }

  use(surface: Surface): void {
    this.#last = surface;
    this.#changed.fire();
  }

  visibilityChanged(): void {
    this.#changed.fire();
  }
}
