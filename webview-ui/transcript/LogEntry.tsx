import type { ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import { clockTime, entryNumber, isWaiting } from '../format/entryFigures.ts';
import { makerPart } from '../format/modelFigures.ts';
import { StreamingMarkdown } from '../markdown/StreamingMarkdown.tsx';
import { AttachmentChip } from '../ui/AttachmentChip.tsx';
import { answerEnd, reachedLimit } from './answerEnd.ts';
import { BranchSwitcher } from './BranchSwitcher.tsx';
import { Button } from '../ui/controls.tsx';
import { CitationList } from './CitationList.tsx';
import { EntryActions } from './EntryActions.tsx';
import { FailureNotice } from '../notices/FailureNotice.tsx';
import { BranchMark } from './messageMarks.tsx';
import { Marginalia } from './Marginalia.tsx';
import { Reasoning } from './Reasoning.tsx';
import { anchorAttributes } from './scrollAnchors.ts';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';
import { useBranchSwitch } from './useBranchSwitch.ts';

export interface LogEntryProps {
  readonly entry: ReadonlySignal<Entry>;
  /** Counted from the beginning of the branch, from 1. */
  readonly number: number;
  /** False for an entry that a fork shares with its origin. */
  readonly own: boolean;
  /** `edited`: being worded anew in the composer; `left`: stays in the branch that the new wording leaves. */
  readonly edit: 'edited' | 'left' | null;
}

/** One entry of the log: gutter with number, time and trunk; header line, text, what became of it; marginalia; actions. */
export function LogEntry({ entry: signal, number, own, edit }: LogEntryProps) {
  const article = useRef<HTMLElement>(null);
  const entry = signal.value;
  const time = clockTime(entry.createdAt);
  const author = authorOf(entry);
  const branched = entry.siblings.length > 1;

  const { showSibling, onKeyDown } = useBranchSwitch(entry, article);

  return (
    <article
      class={`entry ${entry.role}`}
      ref={article}
      tabIndex={-1}
      data-state={entry.state}
      data-edit={edit ?? undefined}
      {...anchorAttributes(entry.parentId)}
      aria-label={`${author}, ${time}`}
      onKeyDown={onKeyDown}
    >
      <div class="gutter" aria-hidden="true">
        <b>{entryNumber(number)}</b>
        {time}
      </div>
      {branched && <BranchMark />}
      <i class="node" aria-hidden="true" />
      <div class="body">
        <header class="head">
          <Author entry={entry} />
          {branched && <BranchSwitcher entry={entry} onSwitch={showSibling} />}
          {entry.attachments.map((attachment, index) => (
            <AttachmentChip key={index} attachment={attachment} />
          ))}
          <span class="head-time" aria-hidden="true">
            {time}
          </span>
        </header>
        <EntryText entry={entry} />
        <EntryOutcome entry={entry} />
      </div>
      {entry.role === 'assistant' && <Marginalia entry={entry} />}
      <EntryActions entry={entry} number={number} own={own} />
    </article>
  );
}

function authorOf({ role, modelId }: Entry): string {
  switch (role) {
    case 'user':
      return 'User';
    case 'assistant':
      return modelId ?? 'Model';
    case 'system':
      return 'System';
    case 'tool':
      return 'Tool';
  }
}

interface PartProps {
  readonly entry: Entry;
}

function Author({ entry }: PartProps) {
  const author = authorOf(entry);
  const maker = entry.role === 'assistant' ? makerPart(author) : '';
  return (
    <strong title={servedBy(entry)}>
      {entry.role === 'user' && <i aria-hidden="true">&gt; </i>}
      {entry.role === 'assistant' && <Icon name="received" />}
      <span class="author">
        {maker && <i class="maker">{maker}</i>}
        {author.slice(maker.length)}
      </span>
    </strong>
  );
}

function EntryText({ entry }: PartProps) {
  const { conversations } = useStores();
  const { role, text, stream, reasoning } = entry;
  return (
    <>
      {reasoning !== '' && <Reasoning entry={entry} />}
      <div class="text">
        {role !== 'assistant' ? (
          <p class="plain" dir="auto">
            {text}
          </p>
        ) : text === '' ? (
          stream !== null && <i class="cursor" aria-hidden="true" />
        ) : (
          <StreamingMarkdown text={text} streaming={stream !== null} onCodeAction={(_, code) => conversations.copy(code)} />
        )}
      </div>
    </>
  );
}

/** What became of the entry, and what can be done about it. */
function EntryOutcome({ entry }: PartProps) {
  const { failures, requests } = useStores();
  const outcome = stateLine(entry);
  const end = answerEnd(entry);
  return (
    <>
      {entry.parts && entry.parts.citations.length > 0 && <CitationList citations={entry.parts.citations} />}
      {end !== null && <p class="answer-end">{end}</p>}
      {reachedLimit(entry) && (
        <div class="recovery">
          <Button onPress={() => void requests.send('openSettings', {})}>{t('Open Settings')}</Button>
        </div>
      )}
      {outcome && <p class="state-line label">{outcome}</p>}
      {entry.failure && <FailureNotice failure={entry.failure} entry={entry} />}
      {!entry.failure && entry.state === 'interrupted' && (
        <div class="recovery">
          <Button onPress={() => failures.run('retry', entry.id)}>Retry</Button>
        </div>
      )}
    </>
  );
}

function stateLine(entry: Entry): string | null {
  const { state, elsewhere, failure } = entry;
  const nothing = entry.text === '' && entry.reasoning === '';
  switch (state) {
    case 'interrupted':
      if (failure?.code === 'BUDGET_EXCEEDED') return 'Suspended: budget reached — part kept';
      return nothing ? 'Line cut — nothing had arrived' : 'Line cut — part kept';
    case 'stopped':
      return nothing ? 'Stopped — nothing had arrived' : 'Stopped — part kept';
    case 'streaming':
      if (!elsewhere) return null;
      return isWaiting(entry) ? t('Waiting in another window') : 'Receiving in another window';
    case 'failed':
      return nothing ? null : 'Failed — part kept';
    case 'complete':
      return null;
  }
}

function servedBy({ servedModelId, modelId, provider }: Entry): string | undefined {
  if (servedModelId === null && provider === null) return undefined;
  return `Answered by ${servedModelId ?? modelId ?? 'an unnamed model'}${provider ? ` at ${provider}` : ''}`;
}
