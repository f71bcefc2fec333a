import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ConversationSummary } from '../../src/shared/model.ts';
import { cardDate } from '../figures/cardDate.ts';
import { count } from '../figures/entryFigures.ts';
import { Button } from './controls.tsx';
import { Drawer } from './Drawer.tsx';
import { useTerminal } from './terminalContext.ts';

/** The filing cabinet: one index card for each conversation, newest first; the filter looks at titles. */
export function ArchiveDrawer() {
  const terminal = useTerminal();
  const search = useRef<HTMLInputElement>(null);
  const query = useSignal('');
  const current = terminal.surface.conversation.value?.id;
  const wanted = query.value.trim().toLowerCase();
  const cards = terminal.surface.conversations.value.filter(({ title }) => title.toLowerCase().includes(wanted));

  useEffect(() => search.current?.focus(), []);

  return (
    <Drawer name="Archive" side="left">
      <div class="drawer-tools">
        <input
          ref={search}
          class="field"
          type="search"
          aria-label="Search archive"
          placeholder="Filter titles"
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
        <Button onPress={() => terminal.openConversation(null)}>New Conversation</Button>
      </div>
      {cards.length === 0 ? (
        <p class="nothing">{wanted === '' ? 'The archive is empty. The first message opens the first card.' : 'No title matches.'}</p>
      ) : (
        <ul class="cards" aria-label="Conversations">
          {cards.map((card) => (
            <Card key={card.id} card={card} current={card.id === current} onOpen={() => void terminal.openConversation(card.id)} />
          ))}
        </ul>
      )}
    </Drawer>
  );
}

interface CardProps {
  readonly card: ConversationSummary;
  readonly current: boolean;
  readonly onOpen: () => void;
}

function Card({ card, current, onOpen }: CardProps) {
  return (
    <li class="card">
      <button type="button" aria-current={current ? 'true' : undefined} onClick={onOpen}>
        <span class="card-tab">{cardDate(card.updatedAt, Date.now())}</span>
        <span class="card-title">{card.title || 'Untitled'}</span>
        <span class="card-foot">
          <span class="card-model">{card.modelId}</span>
          <span>{card.messageCount === 1 ? '1 entry' : `${count(card.messageCount)} entries`}</span>
        </span>
      </button>
    </li>
  );
}
