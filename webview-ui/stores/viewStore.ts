import type { Signal } from '@preact/signals';
import { isRecord } from '../../src/shared/values/isRecord.ts';
import type { ViewState } from './viewState.ts';

const drawerNames = ['archive', 'models', 'costs'] as const;

export type DrawerName = (typeof drawerNames)[number];

/**
 * A position in the transcript: where the entry below this parent begins, in px from the upper edge of the scroller. Entries that are
 * alternatives in a branch have the same parent, so the anchor outlives a change of branch; it also outlives entries that are put above it.
 */
export interface ScrollAnchor {
  /** Empty: the first entry of a conversation. */
  readonly below: string;
  readonly offset: number;
}

/** How the user has arranged this surface. */
export class ViewStore {
  readonly drawer: Signal<DrawerName | null>;
  /** null: the transcript follows its end. */
  readonly scrollAnchor: Signal<ScrollAnchor | null>;
  /** The problem of the archive whose banner is folded away. */
  readonly foldedProblem: Signal<string | null>;

  constructor(viewState: ViewState) {
    this.drawer = viewState.persisted('drawer', null, parseDrawer);
    this.scrollAnchor = viewState.persisted('place', null, parseScrollAnchor);
    this.foldedProblem = viewState.persisted('folded', null, parseText);
  }

  toggleDrawer(name: DrawerName): void {
    this.drawer.value = this.drawer.peek() === name ? null : name;
  }

  followEnd(): void {
    this.scrollAnchor.value = null;
  }
}

function parseDrawer(saved: unknown): DrawerName | undefined {
  return drawerNames.find((name) => name === saved);
}

function parseScrollAnchor(saved: unknown): ScrollAnchor | undefined {
  if (!isRecord(saved) || typeof saved['below'] !== 'string' || typeof saved['offset'] !== 'number') return undefined;
  return { below: saved['below'], offset: saved['offset'] };
}

function parseText(saved: unknown): string | undefined {
  return typeof saved === 'string' ? saved : undefined;
}
