import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import type { ConversationSummary } from '../../src/shared/model/conversation.ts';
import type { DeletedEntry } from '../../src/shared/model/deleted.ts';
import { cardDate } from '../format/cardDate.ts';
import { entryCountText } from '../format/entryFigures.ts';
import { useStores } from '../stores/storesContext.ts';
import { QuietButton } from '../ui/controls.tsx';

interface DeletedFoldProps {
  /** What the archive is searched for, in lower case; empty: nothing. */
  readonly wanted: string;
}

/** What was deleted, folded at the end of the archive: conversations and entries, to be read, had back, or erased for good. */
export function DeletedFold({ wanted }: DeletedFoldProps) {
  const { surface, deleted } = useStores();
  const summary = useRef<HTMLElement>(null);
  const count = deleted.count.value;
  const isOpen = deleted.isOpen.value || wanted !== '';
  const isShown = count > 0 || deleted.isOpen.value;
  const conversations = surface.conversations.value;
  const isRead = deleted.items.value !== null;

  useEffect(() => {
    if (isShown && isOpen) void deleted.read();
  }, [deleted, isShown, isOpen, count, conversations]);
  useEffect(() => {
    if (deleted.isOpen.value) summary.current?.focus();
  }, [deleted.isOpen.value]);
  useEffect(() => {
    // As much of what it holds as there is room for, once that is known.
    if (deleted.isOpen.value) summary.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [deleted.isOpen.value, isRead]);
  // The next time that the archive is opened begins at its search.
  useEffect(() => () => void (deleted.isOpen.value = false), [deleted]);

  if (!isShown) return null;
  const toggle = (event: MouseEvent) => {
    event.preventDefault();
    deleted.isOpen.value = !deleted.isOpen.value;
  };
  return (
    <details class="fold" open={isOpen}>
      <summary class="label" ref={summary} onClick={toggle}>
        {t('Deleted')} <i>{count}</i>
      </summary>
      {isOpen && <DeletedCards wanted={wanted} />}
    </details>
  );
}

function DeletedCards({ wanted }: DeletedFoldProps) {
  const { deleted } = useStores();
  const items = deleted.items.value;
  const failure = deleted.failure.value;
  const has = (...texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const conversations = items?.conversations.filter(({ title, tags }) => has(title, ...tags)) ?? [];
  const entries = items?.entries.filter(({ title, text }) => has(title, text)) ?? [];
  return (
    <>
      {failure && (
        <p class="nothing" role="alert">
          {failure.message}
        </p>
      )}
      {items && conversations.length + entries.length === 0 && (
        <p class="nothing">{wanted === '' ? t('Nothing is deleted.') : t('Nothing deleted matches.')}</p>
      )}
      {conversations.length > 0 && (
        <ul class="cards" aria-label={t('Deleted conversations')}>
          {conversations.map((card) => (
            <DeletedConversationCard key={card.id} card={card} />
          ))}
        </ul>
      )}
      {entries.length > 0 && (
        <ul class="cards" aria-label={t('Deleted entries')}>
          {entries.map((entry) => (
            <DeletedEntryCard key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </>
  );
}

function DeletedConversationCard({ card }: { readonly card: ConversationSummary }) {
  const { conversations } = useStores();
  const { id, title, tags, updatedAt, modelId, messageCount } = card;
  return (
    <li class="card">
      <span class="card-tab">
        {cardDate(updatedAt, Date.now())}
        {tags.map((tag) => (
          <span class="tag" key={tag} title={tag}>
            {tag}
          </span>
        ))}
      </span>
      <button type="button" class="card-face" onClick={() => void conversations.open(id)}>
        <span class="card-title">{title || t('Untitled')}</span>
        <span class="card-foot">
          <span class="card-model">{modelId}</span>
          <span>{entryCountText(messageCount)}</span>
        </span>
      </button>
      <div class="card-actions">
        <QuietButton onPress={() => conversations.restore(card)}>{t('Restore')}</QuietButton>
        <QuietButton onPress={() => conversations.erase(id)}>{t('Erase for Good…')}</QuietButton>
      </div>
    </li>
  );
}

function DeletedEntryCard({ entry }: { readonly entry: DeletedEntry }) {
  const { conversations } = useStores();
  const { id, conversationId, title, role, text, entryCount } = entry;
  return (
    <li class="card">
      <span class="card-tab">{role === 'user' ? t('Question') : t('Answer')}</span>
      <button type="button" class="card-face" onClick={() => void conversations.open(conversationId)}>
        <span class="card-title">{text || t('No text')}</span>
        <span class="card-foot">
          <span class="card-model">{title || t('Untitled')}</span>
          <span>{entryCountText(entryCount)}</span>
        </span>
      </button>
      <div class="card-actions">
        <QuietButton onPress={() => conversations.restoreEntry(conversationId, id)}>{t('Restore')}</QuietButton>
        <QuietButton onPress={() => conversations.eraseEntry(conversationId, id)}>{t('Erase for Good…')}</QuietButton>
      </div>
    </li>
  );
}
