import type * as vscode from 'vscode';
import type { Logger } from '../../core/ports/platform.ts';
import type { ShownConversation } from '../../core/surface/surfaceNavigation.ts';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';
import { isRecord } from '../../shared/values/isRecord.ts';

export type SurfaceKind = 'sidebar' | 'editor';

/**
 * Which conversation each surface, and each kind of surface, showed last, in this workspace. The pages remember it themselves, but VS Code writes down what pages
 * keep only when a window closes in peace; this is written at once.
 */
export class SurfaceMemory {
  readonly #memento: vscode.Memento;
  readonly #logger: Logger;

  constructor(memento: vscode.Memento, logger: Logger) {
    this.#memento = memento;
    this.#logger = logger;
  }

  /** What this surface showed, or one of its kind if none of that name is known; undefined: nothing was shown yet. */
  recall(kind: SurfaceKind, surface: string | undefined): ShownConversation | undefined {
    const own = surface === undefined ? undefined : this.#stays().find(({ id }) => id === surface);
    if (own) return own;
    const conversationId = this.#memento.get<string | null>(keyOf(kind));
    return conversationId === undefined ? undefined : { conversationId, stay: neverHere };
  }

  follow(kind: SurfaceKind, session: SurfaceSession): vscode.Disposable {
    return session.onDidChangeConversation(() => {
      const { conversationId, surfaceId } = session;
      this.#remember(keyOf(kind), conversationId);
      if (surfaceId === undefined) return;
      const shown: ShownBySurface = { id: surfaceId, conversationId, stay: session.location.stay };
      this.#remember(staysKey, [shown, ...this.#stays().filter(({ id }) => id !== surfaceId)].slice(0, surfacesAtMost));
    });
  }

  #stays(): readonly ShownBySurface[] {
    const kept = this.#memento.get<unknown>(staysKey);
    return Array.isArray(kept) ? kept.filter(isShownBySurface) : [];
  }

  #remember(key: string, value: unknown): void {
    this.#memento.update(key, value).then(undefined, (error: unknown) => {
      this.#logger.warn('surface.notRemembered', { key, error: String(error) });
    });
  }
}

/** Of another surface: whatever the page remembers itself is newer. */
const neverHere = -1;
const staysKey = 'surface.stays';
/** How many surfaces are remembered by themselves. */
const surfacesAtMost = 50;

interface ShownBySurface extends ShownConversation {
  /** What the page calls its surface. */
  readonly id: string;
}

function isShownBySurface(value: unknown): value is ShownBySurface {
  if (!isRecord(value)) return false;
  const { id, conversationId, stay } = value;
  return typeof id === 'string' && (typeof conversationId === 'string' || conversationId === null) && typeof stay === 'number';
}

const keyOf = (kind: SurfaceKind): string => `surface.${kind}.conversation`;
