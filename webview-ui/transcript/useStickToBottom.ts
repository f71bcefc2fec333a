import { effect, type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ScrollAnchor } from '../stores/viewStore.ts';
import { goesUp } from './goesUp.ts';
import { restoreAnchor, visibleAnchors } from './scrollAnchors.ts';

/** px from the end within which the transcript counts as being at its end. */
const endZone = 24;

/** px from the beginning within which a user who goes up wants to see more. */
const startZone = 24;

type Box = RefObject<HTMLElement | null>;

interface StickToBottomOptions {
  readonly scroller: Box;
  readonly content: Box;
  /** null: the scroller follows its end. */
  readonly scrollAnchor: Signal<ScrollAnchor | null>;
  readonly entries: ReadonlySignal<unknown>;
  /** Called at the beginning of what is here. */
  readonly showEarlier: () => void;
}

interface StickToBottom {
  /** True while the end is out of sight and not followed. */
  readonly behind: ReadonlySignal<boolean>;
  readonly handlers: {
    readonly onScroll: () => void;
    readonly onWheel: (event: WheelEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/**
 * Keeps a scroller at its end while it grows, until the user goes up; then keeps what the user reads where it is, whatever is put above.
 *
 * Going up ends the following with the key or the wheel itself, not with the first scroll event after it: that one comes some frames later,
 * and a scroller that is sent to its end in between bends the movement that the browser has begun (Home then ends in the middle).
 * What has no such event (the scroll bar, a search, a screen reader) is known by the movement.
 */
export function useStickToBottom({ scroller, content, scrollAnchor, entries, showEarlier }: StickToBottomOptions): StickToBottom {
  const behind = useSignal(false);
  const lastTop = useRef(0);
  /** False until the anchor that was saved before a reload has been found again. */
  const restored = useRef(false);
  const visible = useRef<readonly ScrollAnchor[]>([]);

  const hold = (box: HTMLElement) => {
    scrollAnchor.value = visibleAnchors(box)[0] ?? null;
    behind.value = !atEnd(box);
  };

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const box = scroller.current;
      if (!box) return;
      const saved = scrollAnchor.peek();
      if (saved === null) lastTop.current = goToEnd(box);
      else if (!restored.current && canScroll(box) && !restoreAnchor(box, [saved])) scrollAnchor.value = null;
      restored.current ||= canScroll(box);
      behind.value = scrollAnchor.peek() !== null && !atEnd(box);
    });
    for (const part of [scroller.current, content.current]) if (part) observer.observe(part);
    return () => observer.disconnect();
  }, [scroller, content, scrollAnchor, behind]);

  // Not `useSignalEffect`, which runs after a frame. Until then the last event of an earlier movement up would end the following again.
  useEffect(
    () =>
      effect(() => {
        if (scrollAnchor.value !== null || !scroller.current) return;
        lastTop.current = goToEnd(scroller.current);
        behind.value = false;
      }),
    [scroller, scrollAnchor, behind],
  );

  // At once, too: the others are here and not drawn yet.
  useEffect(
    () =>
      effect(() => {
        void entries.value;
        if (scroller.current) visible.current = visibleAnchors(scroller.current);
      }),
    [scroller, entries],
  );

  useLayoutEffect(() => {
    if (scroller.current && restored.current && scrollAnchor.peek() !== null) restoreAnchor(scroller.current, visible.current);
  }, [scroller, scrollAnchor, entries.value]);

  const leave = () => {
    const box = scroller.current;
    if (box && scrollAnchor.peek() === null && canScroll(box)) hold(box);
  };

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const moved = box.scrollTop - lastTop.current;
    lastTop.current = box.scrollTop;
    // The event of a movement to the end may come after the key that leaves it, and then nothing has moved.
    if (moved > 0 && atEnd(box)) scrollAnchor.value = null;
    else if (scrollAnchor.peek() !== null || (moved < 0 && !atEnd(box))) hold(box);
    if (moved < 0 && box.scrollTop <= startZone) showEarlier();
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
