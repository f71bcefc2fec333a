import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

interface RovingFocus {
  /** Holds the items, and nothing else that can have the focus. */
  readonly list: RefObject<HTMLElement | null>;
  /** Selects the items. */
  readonly items: string;
  /** What has the focus for an item; the item itself by default. */
  readonly handle?: string;
  /** Where the focus goes when it comes into the list for the first time. */
  readonly first: 'start' | 'end';
}

/**
 * One tab stop for a list, however long: arrows go from item to item, Tab goes through the controls of the current item and then out of the
 * list. Coming back, the item that was current has the focus. (ARIA Authoring Practices, "Managing Focus Within Components".)
 */
export function useRovingFocus({ list, items, handle, first }: RovingFocus): void {
  useEffect(() => {
    const root = list.current;
    if (!root) return;
    let current: HTMLElement | null = null;
    let byTab = false;

    const all = () => [...root.querySelectorAll<HTMLElement>(items)].filter((item) => item.checkVisibility());
    const focusItem = (item: HTMLElement | undefined): void => {
      if (!item) return;
      const target = handle === undefined ? item : (item.querySelector<HTMLElement>(handle) ?? item);
      target.focus({ preventScroll: true });
      item.scrollIntoView({ block: 'nearest' });
    };
    const remembered = () => (current?.isConnected ? current : all().at(first === 'start' ? 0 : -1));

    const onFocusIn = ({ target, relatedTarget }: FocusEvent): void => {
      const comesIn = !(relatedTarget instanceof Node && root.contains(relatedTarget));
      const item = target instanceof Element ? target.closest<HTMLElement>(items) : null;
      if (comesIn && byTab) focusItem(remembered());
      else if (item) current = item;
    };

    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.target instanceof Element) || !root.contains(event.target) || event.defaultPrevented) return;
      const item = event.target.closest<HTMLElement>(items);
      if (event.key === 'Tab') leaveAtTheEdge(event, root, item ?? root);
      else if (item && isPlainArrow(event) && !ownsArrows(event.target)) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        // What reaches beyond the view is read to its end first.
        if (reachesBeyond(item, root, step)) return;
        const known = all();
        const next = known[known.indexOf(item) + step];
        if (!next) return;
        event.preventDefault();
        focusItem(next);
      }
    };

    /** Known before the focus moves: whether it is Tab that moves it. */
    const noteKey = ({ key }: KeyboardEvent): void => void (byTab = key === 'Tab');
    const notePointer = (): void => void (byTab = false);

    root.addEventListener('focusin', onFocusIn);
    root.addEventListener('keydown', onKeyDown);
    document.addEventListener('keydown', noteKey, true);
    document.addEventListener('pointerdown', notePointer, true);
    return () => {
      root.removeEventListener('focusin', onFocusIn);
      root.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('keydown', noteKey, true);
      document.removeEventListener('pointerdown', notePointer, true);
    };
  }, [list, items, handle, first]);
}

/** At the last control of an item, and at the first one backwards, Tab leaves the list instead of going to the next item. */
function leaveAtTheEdge(event: KeyboardEvent, root: HTMLElement, item: HTMLElement): void {
  const inItem = [...(item.matches(stops) ? [item] : []), ...stopsIn(item)];
  const own = inItem.length > 0 ? inItem : [item];
  const edge = event.shiftKey ? own[0] : own.at(-1);
  const isAtEdge = event.target === edge || (event.shiftKey && event.target === item);
  if (!isAtEdge) return;
  const outside = stopsIn(document.body).filter((stop) => !root.contains(stop));
  const isBefore = (stop: HTMLElement) => (root.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  const next = event.shiftKey ? outside.filter(isBefore).at(-1) : outside.find((stop) => !isBefore(stop));
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** What Tab stops at. The toolkit's controls have what can be focused in a shadow, and pass the focus on to it. */
const stops = 'a[href], button, input, textarea, select, summary, vscode-button, vscode-dropdown, [tabindex]:not([tabindex="-1"])';

function stopsIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(stops)].filter(
    (stop) => stop.getAttribute('tabindex') !== '-1' && !stop.matches(':disabled, [disabled]') && stop.checkVisibility(),
  );
}

function isPlainArrow({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return (key === 'ArrowDown' || key === 'ArrowUp') && !altKey && !ctrlKey && !metaKey && !shiftKey;
}

/** Fields and lists use the arrows themselves. */
const ownsArrows = (target: Element): boolean => target.matches('input, textarea, select, vscode-dropdown');

function reachesBeyond(item: HTMLElement, root: HTMLElement, step: 1 | -1): boolean {
  const [inner, outer] = [item.getBoundingClientRect(), root.getBoundingClientRect()];
  return step === 1 ? inner.bottom > outer.bottom + 1 : inner.top < outer.top - 1;
}
