import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ConversationSummary } from '../../src/shared/model/conversation.ts';
import { t } from '../../src/shared/l10n/t.ts';
import { ArchiveCard, type CardEditing } from './ArchiveCard.tsx';
import { DeletedFold } from './DeletedFold.tsx';
import { Button } from '../ui/controls.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { endsComposition } from '../ui/endsComposition.ts';
import { useRovingFocus } from '../ui/useRovingFocus.ts';
import { useStores } from '../stores/storesContext.ts';
import './archive.css';

/** The filing cabinet: one index card for each conversation, pinned ones first, then by date; the filter reads titles and tags. */
export function ArchiveDrawer() {
  const { surface, conversations, deleted } = useStores();
  const search = useRef<HTMLInputElement>(null);
  const focused = useRef<HTMLElement | null>(null);
  const cabinet = useRef<HTMLDivElement>(null);
  const query = useSignal('');
  const editing = useSignal<CardEditing | null>(null);
  const summaries = surface.conversations.value;
  const current = surface.conversation.value?.id;
  const wanted = query.value.trim().toLowerCase();
  const cards = summaries.filter(({ title, tags }) => [title, ...tags].some((text) => text.toLowerCase().includes(wanted)));
  const archived = cards.filter(({ status }) => status === 'archived');
  const shelved = cards.filter(({ status }) => status !== 'archived');

  // What was asked for has the focus instead.
  useEffect(() => {
    if (!deleted.isOpen.peek()) search.current?.focus();
  }, [deleted]);

  // A card that moves within the file loses the focus to nowhere, and one that leaves takes it along.
  useLayoutEffect(() => {
    if (document.activeElement !== document.body || !focused.current) return;
    focused.current.focus();
    if (document.activeElement === document.body) search.current?.focus();
  }, [summaries, deleted.items.value]);

  useRovingFocus({ list: cabinet, items: '.card, .fold > summary', handle: '.card-face', first: 'start' });

  const onSearchKey = (event: KeyboardEvent) => {
    if (endsComposition(event)) return;
    const [hit] = [...shelved, ...archived];
    if (event.key === 'Enter' && hit) void conversations.open(hit.id);
    else if (event.key === 'ArrowDown') cabinet.current?.querySelector<HTMLElement>('.card-face')?.focus();
    else return;
    event.preventDefault();
  };

  const list = (name: string, shown: readonly ConversationSummary[]) => (
    <ul class="cards" aria-label={name}>
      {shown.map((card) => (
        <ArchiveCard key={card.id} card={card} current={card.id === current} editing={editing} />
      ))}
    </ul>
  );

  return (
    <Drawer name="Archive" side="left">
      <div class="drawer-tools">
        <input
          ref={search}
          class="field"
          type="search"
          aria-label="Search archive"
          placeholder="Filter titles and tags"
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
        <Button onPress={() => conversations.open(null)}>New Conversation</Button>
      </div>
      <div class="cabinet" ref={cabinet} onFocusIn={({ target }) => (focused.current = target instanceof HTMLElement ? target : null)}>
        {cards.length === 0 && (
          <p class="nothing">{wanted === '' ? 'The archive is empty. The first message opens the first card.' : 'No title matches.'}</p>
        )}
        {shelved.length > 0 && list('Conversations', shelved)}
        {archived.length > 0 && (
          <details class="fold" open={wanted !== ''}>
            <summary class="label">
              {t('Archived')} <i>{archived.length}</i>
            </summary>
            {list(t('Archived'), archived)}
          </details>
        )}
        <DeletedFold wanted={wanted} />
      </div>
    </Drawer>
  );
}
