import { useComputed } from '@preact/signals';
import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import { demonstrationModelId } from '../../src/shared/limits.ts';
import { Button } from '../ui/controls.tsx';
import { DemonstrationWords } from './DemonstrationWords.tsx';
import { EarlierEntries } from './EarlierEntries.tsx';
import { EmptyState } from './EmptyState.tsx';
import { ForkLine } from './ForkLine.tsx';
import { LogEntry } from './LogEntry.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';
import { useRovingFocus } from '../ui/useRovingFocus.ts';
import { useStickToBottom } from './useStickToBottom.ts';
import './branches.css';
import './transcript.css';

/**
 * The conversation. Its live region is off on purpose: text that arrives sixty times a second would drown a screen reader;
 * the start and the end of an answer are announced apart.
 */
export function Transcript() {
  const { surface, view, composer, conversations, requests } = useStores();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const showEarlier = () => void conversations.showEarlier();
  const { behind, handlers } = useStickToBottom({
    scroller,
    content,
    scrollAnchor: view.scrollAnchor,
    entries: surface.entries,
    showEarlier,
  });
  useRovingFocus({ list: scroller, items: '.entry', first: 'end' });
  const follows = useComputed(() => view.scrollAnchor.value === null);
  const conversationId = useComputed(() => surface.conversation.value?.id);
  const entries = surface.entries.value;
  const editedId = useComputed(() => composer.draft.value.editing?.entry).value;
  const editedAt = entries.findIndex((entry) => entry.peek().id === editedId);

  const own = (index: number) => entries[index]?.peek().conversationId === conversationId.value;
  const forkedFrom = surface.conversation.peek()?.forkedFrom ?? null;
  const ownFrom = entries.findIndex((_, index) => own(index));
  const forkAt = forkedFrom && entries.length > 0 ? (ownFrom < 0 ? entries.length : ownFrom) : 0;
  const forkLine = forkedFrom && <ForkLine key="fork" forkedFrom={forkedFrom} />;

  /** VS Code's own listener would open the link as well, and without the host's check: the event ends here. */
  const onClick = (event: MouseEvent) => {
    const href = event.target instanceof Element ? event.target.closest('a[href]')?.getAttribute('href') : undefined;
    if (href === undefined || href === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!href.startsWith('#')) void requests.send('openLink', { href });
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
        data-follows={follows.value}
        {...handlers}
        onClick={onClick}
        onAuxClick={onClick}
      >
        <div class="entries" ref={content}>
          <EarlierEntries scroller={scroller} />
          {entries.map((entry, index) => (
            // By its parent, not by its id: entries that are alternatives share the element, and with it the focus.
            <Fragment key={entry.peek().parentId ?? ''}>
              {index > 0 && index === forkAt && forkLine}
              <LogEntry
                entry={entry}
                number={surface.earlier.value + index + 1}
                own={own(index)}
                edit={editedAt < 0 || index < editedAt ? null : index === editedAt ? 'edited' : 'left'}
              />
            </Fragment>
          ))}
          {forkAt > 0 && forkAt === entries.length && forkLine}
          {entries.length > 0 && surface.status.value?.modelId === demonstrationModelId && <DemonstrationWords />}
          {entries.length === 0 && surface.status.value && <EmptyState status={surface.status.value} />}
        </div>
      </div>
      {behind.value && entries.length > 0 && (
        <div class="to-live">
          <Button onPress={() => view.followEnd()}>
            <Icon name="down" />
            {surface.streaming.value ? 'live' : 'end'}
          </Button>
        </div>
      )}
    </>
  );
}
