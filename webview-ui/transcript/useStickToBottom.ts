import { effect, type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ScrollAnchor } from '../stores/viewStore.ts';
import { goesUp } from './goesUp.ts';
import { restoreAnchor, visibleAnchors } from './scrollAnchors.ts';
import { createSettleLoop } from './settleLoop.ts';

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
  readonly entries: ReadonlySignal<readonly unknown[]>;
  /** Called at the beginning of what is here. */
  readonly showEarlier: () => void;
}

interface StickToBottom {
  /** True exactly while the end is out of sight. */
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
 *
 * Without entries there is no end to follow: what stands in their place is read from its beginning.
 */
export function useStickToBottom({ scroller, content, scrollAnchor, entries, showEarlier }: StickToBottomOptions): StickToBottom {
  const behind = useSignal(false);
  const lastTop = useRef(0);
  const lastGap = useRef(0);
  /** False until the anchor that was saved before a reload has been found again. */
  const restored = useRef(false);
  const visible = useRef<readonly ScrollAnchor[]>([]);

  const hold = (box: HTMLElement) => {
    scrollAnchor.value = visibleAnchors(box)[0] ?? null;
    behind.value = !atEnd(box);
  };

  useEffect(() => {
    /** What is followed is at its end, what is read is where it was before a reload, and whether the end is in sight is said as it is. */
    const settle = (): string => {
      const box = scroller.current;
      if (!box) return '';
      const saved = scrollAnchor.peek();
      if (saved === null) lastTop.current = goToEnd(box, entries);
      else if (!restored.current && canScroll(box) && !restoreAnchor(box, [saved])) scrollAnchor.value = null;
      restored.current ||= canScroll(box);
      behind.value = !atEnd(box);
      return `${box.scrollTop} ${box.scrollHeight} ${box.clientHeight}`;
    };
    const loop = createSettleLoop(settle);
    const resized = new ResizeObserver(() => {
      settle();
      loop.wake();
    });
    // A block that is finished may be taken for a small one within a frame, which draws the scroller up from its end, and have its height
    // again before the frame is over: to an observer of sizes nothing has happened.
    const changed = new MutationObserver(loop.wake);
    for (const part of [scroller.current, content.current]) if (part) resized.observe(part);
    if (content.current)
      changed.observe(content.current, { subtree: true, childList: true, characterData: true, attributeFilter: ['class', 'open'] });
    return () => {
      resized.disconnect();
      changed.disconnect();
      loop.stop();
    };
  }, [scroller, content, scrollAnchor, behind, entries]);

  // Not `useSignalEffect`, which runs after a frame. Until then the last event of an earlier movement up would end the following again.
  useEffect(
    () =>
      effect(() => {
        if (scrollAnchor.value !== null || !scroller.current) return;
        lastTop.current = goToEnd(scroller.current, entries);
        behind.value = false;
      }),
    [scroller, scrollAnchor, behind, entries],
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

  const isEmpty = entries.value.length === 0;
  useLayoutEffect(() => {
    if (scroller.current && isEmpty) scroller.current.scrollTop = 0;
  }, [scroller, isEmpty]);

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
    // What grows above the reader moves the scroller down as well, and the end is as far away as before.
    const isNearer = gapOf(box) < Math.max(1, lastGap.current);
    lastTop.current = box.scrollTop;
    lastGap.current = gapOf(box);
    // The event of a movement to the end may come after the key that leaves it, and then nothing has moved.
    if (moved > 0 && isNearer && atEnd(box)) scrollAnchor.value = null;
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

/** px that lie below the lower edge. */
function gapOf(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

function atEnd(box: HTMLElement): boolean {
  return gapOf(box) <= endZone;
}

function goToEnd(box: HTMLElement, entries: StickToBottomOptions['entries']): number {
  if (entries.peek().length > 0) box.scrollTop = box.scrollHeight;
  return box.scrollTop;
}
