import type { Place } from '../stores/viewState.ts';

/** Marks the element of an entry with its parent; `placesIn` and `putBack` find it by that. */
export function placeMark(parentId: string | null) {
  return { 'data-below': parentId ?? '' };
}

/** Where the entries begin that can be seen in the scroller, the uppermost first. */
export function placesIn(scroller: HTMLElement): readonly Place[] {
  const { top, bottom } = scroller.getBoundingClientRect();
  const places: Place[] = [];
  for (const entry of scroller.querySelectorAll<HTMLElement>('[data-below]')) {
    const box = entry.getBoundingClientRect();
    if (box.top >= bottom) break;
    if (box.bottom > top) places.push(placeAt(entry, box.top - top));
  }
  return places;
}

/** Where this entry begins. */
export function placeOf(entry: HTMLElement): Place {
  const top = entry.closest('[role="log"]')?.getBoundingClientRect().top ?? 0;
  return placeAt(entry, entry.getBoundingClientRect().top - top);
}

/** Scrolls so that the first of these entries that is still there begins where it began. False when none of them is there. */
export function putBack(scroller: HTMLElement, places: readonly Place[]): boolean {
  const { top } = scroller.getBoundingClientRect();
  const entries = new Map([...scroller.querySelectorAll<HTMLElement>('[data-below]')].map((entry) => [entry.dataset['below'], entry]));
  for (const { below, offset } of places) {
    const entry = entries.get(below);
    if (!entry) continue;
    const moved = entry.getBoundingClientRect().top - top - offset;
    if (moved !== 0) scroller.scrollTop += moved;
    return true;
  }
  return false;
}

function placeAt(entry: HTMLElement, offset: number): Place {
  return { below: entry.dataset['below'] ?? '', offset };
}
