import type * as vscode from 'vscode';
import type { Logger } from '../../core/ports/platform.ts';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';

export type SurfaceKind = 'sidebar' | 'editor';

/**
 * Which conversation each kind of surface showed last, in this workspace. The pages remember it themselves, but VS Code writes down what pages
 * keep only when a window closes in peace; this is written at once.
 */
export class SurfaceMemory {
  readonly #memento: vscode.Memento;
  readonly #logger: Logger;

  constructor(memento: vscode.Memento, logger: Logger) {
    this.#memento = memento;
    this.#logger = logger;
  }

  /** null: a new one; undefined: nothing was shown yet. */
  recall(kind: SurfaceKind): string | null | undefined {
    return this.#memento.get<string | null>(keyOf(kind));
  }

  follow(kind: SurfaceKind, session: SurfaceSession): vscode.Disposable {
    return session.onDidChangeConversation(() => {
      this.#memento.update(keyOf(kind), session.conversationId).then(undefined, (error: unknown) => {
        this.#logger.warn('surface.notRemembered', { kind, error: String(error) });
      });
    });
  }
}

const keyOf = (kind: SurfaceKind): string => `surface.${kind}.conversation`;
