import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button } from './controls.tsx';
import { EmptyState } from './EmptyState.tsx';
import { LogEntry } from './LogEntry.tsx';
import { Sign } from './Sign.tsx';
import { useTerminal } from './terminalContext.ts';
import { useFollowing } from './useFollowing.ts';

/**
 * The conversation. Its live region is off on purpose: text that arrives sixty times a second would drown a screen reader;
 * the start and the end of an answer are announced apart.
 */
export function Transcript() {
  const terminal = useTerminal();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const onScroll = useFollowing(scroller, content, terminal);
  const behind = useComputed(() => terminal.scrollTop.value !== null);
  const entries = terminal.surface.entries.value;

  /** VS Code's own listener would open the link as well, and without the host's check: the event ends here. */
  const onClick = (event: MouseEvent) => {
    const href = event.target instanceof Element ? event.target.closest('a[href]')?.getAttribute('href') : undefined;
    if (href === undefined || href === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!href.startsWith('#')) void terminal.wish('openLink', { href });
  };

  return (
    <>
      <div
        class="log"
        role="log"
        aria-label="Conversation"
        aria-live="off"
        tabIndex={0}
        ref={scroller}
        onScroll={onScroll}
        onClick={onClick}
        onAuxClick={onClick}
      >
        <div class="entries" ref={content}>
          {entries.map((entry, index) => (
            <LogEntry key={entry.peek().id} entry={entry} number={index + 1} />
          ))}
          {entries.length === 0 && terminal.surface.status.value && <EmptyState status={terminal.surface.status.value} />}
        </div>
      </div>
      {behind.value && entries.length > 0 && (
        <div class="to-live">
          <Button onPress={() => (terminal.scrollTop.value = null)}>
            <Sign name="down" />
            live
          </Button>
        </div>
      )}
    </>
  );
}
