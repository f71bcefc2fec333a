import { useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Terminal } from '../state/terminal.ts';

/** px from the end within which the transcript counts as being at its end. */
const endZone = 24;

type Box = RefObject<HTMLElement | null>;

/**
 * Keeps a scroller at its end while it grows, as long as the person has not scrolled up. Returns its scroll handler.
 * Only a movement upwards ends the following: a distance from the end alone can as well be text that came since.
 */
export function useFollowing(scroller: Box, content: Box, terminal: Terminal): () => void {
  const { scrollTop } = terminal;
  const lastTop = useRef(0);
  const restored = useRef(false);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const box = scroller.current;
      if (!box) return;
      if (scrollTop.peek() === null) lastTop.current = goToEnd(box);
      else if (!restored.current && box.scrollHeight > box.clientHeight) box.scrollTop = scrollTop.peek() ?? 0;
      restored.current ||= box.scrollHeight > box.clientHeight;
    });
    for (const part of [scroller.current, content.current]) if (part) observer.observe(part);
    return () => observer.disconnect();
  }, [scroller, content, scrollTop]);

  useSignalEffect(() => {
    if (scrollTop.value === null && scroller.current) lastTop.current = goToEnd(scroller.current);
  });

  return () => {
    const box = scroller.current;
    if (!box) return;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= endZone;
    if (atEnd) scrollTop.value = null;
    else if (scrollTop.peek() !== null || box.scrollTop < lastTop.current) scrollTop.value = box.scrollTop;
    lastTop.current = box.scrollTop;
  };
}

function goToEnd(box: HTMLElement): number {
  box.scrollTop = box.scrollHeight;
  return box.scrollTop;
}
