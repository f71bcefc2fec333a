import type { RefObject } from 'preact';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { useStores } from '../stores/storesContext.ts';
import { anchorOf } from './scrollAnchors.ts';

interface BranchSwitch {
  /** What is read stays where it is while the branch below it becomes another one. */
  readonly showSibling: (sibling: string) => void;
  /** Alt and an arrow: the sibling before or after. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** How an entry is exchanged for a sibling, by the switcher and by the keyboard. */
export function useBranchSwitch(entry: Entry, article: RefObject<HTMLElement | null>): BranchSwitch {
  const { view, conversations } = useStores();

  const showSibling = (sibling: string) => {
    if (article.current) view.scrollAnchor.value = anchorOf(article.current);
    void conversations.showBranch(sibling);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const isStep = event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight');
    if (!isStep || entry.siblings.length <= 1) return;
    // VS Code listens further up, and has a meaning of its own for these keys.
    event.preventDefault();
    event.stopPropagation();
    const sibling = siblingBeside(entry, event.key === 'ArrowLeft' ? -1 : 1);
    if (sibling !== undefined) showSibling(sibling);
  };

  return { showSibling, onKeyDown };
}

/** The sibling before (-1) or after (1) an entry, if there is one. */
export function siblingBeside({ id, siblings }: Entry, step: -1 | 1): string | undefined {
  const at = siblings.indexOf(id);
  return at < 0 ? undefined : siblings[at + step];
}
