import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import { maxTitleLength } from '../../src/shared/limits.ts';
import type { ConversationSummary } from '../../src/shared/model/conversation.ts';
import type { ConversationEdits } from '../../src/shared/protocol/requests/archive.ts';
import { deepEqual } from '../../src/shared/values/deepEqual.ts';
import { parseTags } from '../../src/shared/values/parseTags.ts';
import { cardDate } from '../format/cardDate.ts';
import { entryCountText } from '../format/entryFigures.ts';
import { QuietButton } from '../ui/controls.tsx';
import { endsComposition } from '../ui/endsComposition.ts';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';

/** What is being written on a card; on one at a time. */
export interface CardEditing {
  /** Of the card. */
  readonly id: string;
  readonly what: 'title' | 'tags';
}

interface ArchiveCardProps {
  readonly card: ConversationSummary;
  readonly current: boolean;
  readonly editing: Signal<CardEditing | null>;
}

/** An index card: its tab with date and tags, its title, what it holds; and what can be done with it, in place of the last line. */
export function ArchiveCard({ card, current, editing }: ArchiveCardProps) {
  const { conversations } = useStores();
  const opener = useRef<HTMLButtonElement>(null);
  const { id, title, pinned, tags } = card;
  const archived = card.status === 'archived';
  const change = (changes: ConversationEdits) => conversations.change(id, changes);
  const edited = editing.value?.id === id ? editing.value.what : null;

  const close = () => {
    editing.value = null;
    // The field goes in this task; what comes instead is there in the next microtask.
    queueMicrotask(() => opener.current?.focus());
  };
  const rename = (typed: string | null) => {
    const next = typed?.trim() ?? '';
    if (next !== '' && next !== title) void change({ title: next });
    close();
  };
  const tag = (typed: string | null) => {
    const next = typed === null ? tags : parseTags(typed);
    if (!deepEqual(next, tags)) void change({ tags: next });
    close();
  };

  const foot = (
    <span class="card-foot">
      <span class="card-model">{card.modelId}</span>
      <span>{entryCountText(card.messageCount)}</span>
    </span>
  );

  return (
    <li class="card" data-current={current}>
      <span class="card-tab">
        {pinned && <Icon name="pin" />}
        {card.forked && <Icon name="fork" />}
        {cardDate(card.updatedAt, Date.now())}
        {tags.map((text) => (
          <span class="tag" key={text} title={text}>
            {text}
          </span>
        ))}
      </span>
      {edited ? (
        <div class="card-face">
          {edited === 'title' ? (
            <CardField name={t('Title')} text={title} maxLength={maxTitleLength} onDone={rename} />
          ) : (
            <CardField name={t('Tags, separated by commas')} text={tags.join(', ')} onDone={tag} />
          )}
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
          <span class="card-title">{title || t('Untitled')}</span>
          {foot}
        </button>
      )}
      <div class="card-actions">
        <QuietButton onPress={() => (editing.value = { id, what: 'title' })}>Rename</QuietButton>
        <QuietButton onPress={() => (editing.value = { id, what: 'tags' })}>{t('Tags')}</QuietButton>
        <QuietButton onPress={() => change({ pinned: !pinned })}>{pinned ? 'Unpin' : 'Pin'}</QuietButton>
        <QuietButton onPress={() => change({ status: archived ? 'active' : 'archived' })}>
          {archived ? t('Unarchive') : t('Archive it')}
        </QuietButton>
        <QuietButton onPress={() => conversations.delete(card)}>Delete</QuietButton>
      </div>
    </li>
  );
}

interface CardFieldProps {
  readonly name: string;
  readonly text: string;
  readonly maxLength?: number;
  /** null: given up. */
  readonly onDone: (typed: string | null) => void;
}

function CardField({ name, text, maxLength, onDone }: CardFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // Before anything can be typed: what is selected later would be lost to the next key.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (endsComposition(event) || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    onDone(event.key === 'Enter' ? (field.current?.value ?? null) : null);
  };

  return <input ref={field} class="field" type="text" aria-label={name} maxLength={maxLength} defaultValue={text} onKeyDown={onKeyDown} />;
}
