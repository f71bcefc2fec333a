import type { ScrollAnchor } from '../stores/viewStore.ts';

/** Marks the element of an entry with its parent; `visibleAnchors` and `restoreAnchor` find it by that. */
export function anchorAttributes(parentId: string | null) {
  return { 'data-below': parentId ?? '' };
}

/** Where the entries begin that can be seen in the scroller, the uppermost first. */
export function visibleAnchors(scroller: HTMLElement): readonly ScrollAnchor[] {
  const { top, bottom } = scroller.getBoundingClientRect();
  const anchors: ScrollAnchor[] = [];
  for (const entry of scroller.querySelectorAll<HTMLElement>('[data-below]')) {
    const box = entry.getBoundingClientRect();
    if (box.top >= bottom) break;
    if (box.bottom > top) anchors.push(anchorAt(entry, box.top - top));
  }
  return anchors;
}

/** Where this entry begins. */
export function anchorOf(entry: HTMLElement): ScrollAnchor {
  const top = entry.closest('[role="log"]')?.getBoundingClientRect().top ?? 0;
  return anchorAt(entry, entry.getBoundingClientRect().top - top);
}

/** Scrolls so that the first of these entries that is still there begins where it began. False when none of them is there. */
export function restoreAnchor(scroller: HTMLElement, anchors: readonly ScrollAnchor[]): boolean {
  const { top } = scroller.getBoundingClientRect();
  const entries = new Map([...scroller.querySelectorAll<HTMLElement>('[data-below]')].map((entry) => [entry.dataset['below'], entry]));
  for (const { below, offset } of anchors) {
    const entry = entries.get(below);
    if (!entry) continue;
    const moved = entry.getBoundingClientRect().top - top - offset;
    if (moved !== 0) scroller.scrollTop += moved;
    return true;
  }
  return false;
}

function anchorAt(entry: HTMLElement, offset: number): ScrollAnchor {
  return { below: entry.dataset['below'] ?? '', offset };
}
