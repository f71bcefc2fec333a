import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { maxTitleLength } from '../../src/shared/limits.ts';
import type { ConversationSummary } from '../../src/shared/model/conversation.ts';
import type { ConversationEdits } from '../../src/shared/protocol/requests/archive.ts';
import { cardDate } from '../format/cardDate.ts';
import { count } from '../format/entryFigures.ts';
import { QuietButton } from '../ui/controls.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';

interface ArchiveCardProps {
  readonly card: ConversationSummary;
  readonly current: boolean;
  /** The id of the card whose title is being changed; one at a time. */
  readonly renaming: Signal<string | null>;
}

/** An index card: its tab with date and tags, its title, what it holds; and what can be done with it, in place of the last line. */
export function ArchiveCard({ card, current, renaming }: ArchiveCardProps) {
  const { conversations } = useStores();
  const opener = useRef<HTMLButtonElement>(null);
  const { id, title, pinned, tags } = card;
  const filed = card.status === 'archived';
  const change = (changes: ConversationEdits) => conversations.change(id, changes);

  const rename = (wanted: string | null) => {
    renaming.value = null;
    const next = wanted?.trim() ?? '';
    if (next !== '' && next !== title) void change({ title: next });
    // The field goes in this task; what comes instead is there in the next microtask.
    queueMicrotask(() => opener.current?.focus());
  };

  const foot = (
    <span class="card-foot">
      <span class="card-model">{card.modelId}</span>
      <span>{card.messageCount === 1 ? '1 entry' : `${count(card.messageCount)} entries`}</span>
    </span>
  );

  return (
    <li class="card" data-current={current}>
      <span class="card-tab">
        {pinned && <Icon name="pin" />}
        {card.forked && <Icon name="fork" />}
        {cardDate(card.updatedAt, Date.now())}
        {tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </span>
      {renaming.value === id ? (
        <div class="card-face">
          <TitleField title={title} onDone={rename} />
          {foot}
        </div>
      ) : (
        <button
          type="button"
          class="card-face"
          ref={opener}
          aria-current={current ? 'true' : undefined}
          onClick={() => void conversations.open(id)}
        >
          <span class="card-title">{title || 'Untitled'}</span>
          {foot}
        </button>
      )}
      <div class="card-actions">
        <QuietButton onPress={() => (renaming.value = id)}>Rename</QuietButton>
        <QuietButton onPress={() => change({ pinned: !pinned })}>{pinned ? 'Unpin' : 'Pin'}</QuietButton>
        <QuietButton onPress={() => change({ status: filed ? 'active' : 'archived' })}>{filed ? 'Take out' : 'File away'}</QuietButton>
        <QuietButton onPress={() => conversations.delete(card)}>Delete</QuietButton>
      </div>
    </li>
  );
}

interface TitleFieldProps {
  readonly title: string;
  /** null: given up. */
  readonly onDone: (title: string | null) => void;
}

function TitleField({ title, onDone }: TitleFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // Before anything can be typed: what is selected later would be lost to the next key.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    onDone(event.key === 'Enter' ? (field.current?.value ?? null) : null);
  };

  return (
    <input ref={field} class="field" type="text" aria-label="Title" maxLength={maxTitleLength} defaultValue={title} onKeyDown={onKeyDown} />
  );
}
