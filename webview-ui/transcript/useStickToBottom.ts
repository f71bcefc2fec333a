import { effect, type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Terminal } from '../stores/terminal.ts';
import type { Place } from '../stores/viewState.ts';
import { placesIn, putBack } from './scrollAnchors.ts';

/** px from the end within which the transcript counts as being at its end. */
const endZone = 24;

/** px from the beginning within which somebody who goes up wants to see more. */
const startZone = 24;

type Box = RefObject<HTMLElement | null>;

interface Following {
  /** True while the end is out of sight and not followed. */
  readonly behind: ReadonlySignal<boolean>;
  readonly handlers: {
    readonly onScroll: () => void;
    readonly onWheel: (event: WheelEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/**
 * Keeps a scroller at its end while it grows, until the person goes up; then keeps what the person reads in its place, whatever is put above.
 *
 * Going up ends the following with the key or the wheel itself, not with the first scroll event after it: that one comes some frames later,
 * and a scroller that is sent to its end in between bends the movement that the browser has begun (Home then ends in the middle).
 * What has no such event (the scroll bar, a search, a screen reader) is known by the movement.
 */
export function useFollowing(scroller: Box, content: Box, terminal: Terminal): Following {
  const { place, surface, tree } = terminal;
  const behind = useSignal(false);
  const lastTop = useRef(0);
  /** False until the place that was kept from the last visit has been found again. */
  const placed = useRef(false);
  const seen = useRef<readonly Place[]>([]);

  const hold = (box: HTMLElement) => {
    place.value = placesIn(box)[0] ?? null;
    behind.value = !atEnd(box);
  };

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const box = scroller.current;
      if (!box) return;
      const kept = place.peek();
      if (kept === null) lastTop.current = goToEnd(box);
      else if (!placed.current && canScroll(box) && !putBack(box, [kept])) place.value = null;
      placed.current ||= canScroll(box);
      behind.value = place.peek() !== null && !atEnd(box);
    });
    for (const part of [scroller.current, content.current]) if (part) observer.observe(part);
    return () => observer.disconnect();
  }, [scroller, content, place, behind]);

  // Not `useSignalEffect`, which runs after a frame. Until then the last event of an earlier movement up would end the following again.
  useEffect(
    () =>
      effect(() => {
        if (place.value !== null || !scroller.current) return;
        lastTop.current = goToEnd(scroller.current);
        behind.value = false;
      }),
    [scroller, place, behind],
  );

  // At once, too: the others are here and not drawn yet.
  useEffect(
    () =>
      effect(() => {
        void surface.entries.value;
        if (scroller.current) seen.current = placesIn(scroller.current);
      }),
    [scroller, surface.entries],
  );

  useLayoutEffect(() => {
    if (scroller.current && placed.current && place.peek() !== null) putBack(scroller.current, seen.current);
  }, [scroller, place, surface.entries.value]);

  const leave = () => {
    const box = scroller.current;
    if (box && place.peek() === null && canScroll(box)) hold(box);
  };

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const moved = box.scrollTop - lastTop.current;
    lastTop.current = box.scrollTop;
    // The event of a movement to the end may come after the key that leaves it, and then nothing has moved.
    if (moved > 0 && atEnd(box)) place.value = null;
    else if (place.peek() !== null || (moved < 0 && !atEnd(box))) hold(box);
    if (moved < 0 && box.scrollTop <= startZone) void tree.showEarlier();
  };

  return {
    behind,
    handlers: {
      onScroll,
      onWheel: (event) => {
        const inList = event.target instanceof Element && event.target.closest('vscode-dropdown') !== null;
        if (event.deltaY < 0 && !event.ctrlKey && !inList) leave();
      },
      onKeyDown: (event) => {
        if (!event.defaultPrevented && goesUp(event)) leave();
      },
    },
  };
}

/** The browser's own keys for scrolling up; with others held down they mean something else. */
function goesUp({ key, shiftKey, ctrlKey, altKey, metaKey, target, currentTarget }: KeyboardEvent): boolean {
  if (altKey) return false;
  if (key === ' ') return shiftKey && target === currentTarget;
  if (ctrlKey || metaKey) return key === 'Home' || key === 'ArrowUp';
  return key === 'Home' || key === 'PageUp' || key === 'ArrowUp';
}

function canScroll(box: HTMLElement): boolean {
  return box.scrollHeight > box.clientHeight;
}

function atEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= endZone;
}

function goToEnd(box: HTMLElement): number {
  box.scrollTop = box.scrollHeight;
  return box.scrollTop;
}
