import type { ReadonlySignal } from '@preact/signals';
import type { Entry } from '../../src/shared/protocol.ts';
import { clockTime } from '../figures/entryFigures.ts';
import { makerPart } from '../figures/modelFigures.ts';
import { StreamingMarkdown } from '../markdown/StreamingMarkdown.tsx';
import { AttachmentChip } from './AttachmentChip.tsx';
import { Button } from './controls.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { Marginalia } from './Marginalia.tsx';
import { Sign } from './Sign.tsx';
import { useTerminal } from './terminalContext.ts';

/** One entry of the log: gutter with number, time and trunk; header line, text, what became of it; marginalia; actions. */
export function LogEntry({ entry: signal, number }: { readonly entry: ReadonlySignal<Entry>; readonly number: number }) {
  const terminal = useTerminal();
  const entry = signal.value;
  const time = clockTime(entry.createdAt);
  const author = entry.role === 'user' ? 'User' : (entry.modelId ?? 'Model');
  const maker = entry.role === 'user' ? '' : makerPart(author);
  const outcome = stateLine(entry);

  const copy = async (text: string) => {
    if (await terminal.wish('copyText', { text })) terminal.surface.announced.value = 'Copied';
  };

  return (
    <article class={`entry ${entry.role}`} data-state={entry.state} aria-label={`${author}, ${time}`}>
      <div class="gutter" aria-hidden="true">
        <b>{String(number).padStart(4, '0')}</b>
        {time}
      </div>
      <i class="node" aria-hidden="true" />
      <div class="body">
        <header class="head">
          <strong title={servedBy(entry)}>
            {entry.role === 'user' ? <i aria-hidden="true">&gt; </i> : <Sign name="received" />}
            <span class="author">
              {maker && <i class="maker">{maker}</i>}
              {author.slice(maker.length)}
            </span>
          </strong>
          {entry.attachments.map((attachment, index) => (
            <AttachmentChip key={index} attachment={attachment} />
          ))}
          <span class="head-time" aria-hidden="true">
            {time}
          </span>
        </header>
        {entry.reasoning !== '' && (
          <details class="reasoning">
            <summary class="label">Reasoning</summary>
            <p>{entry.reasoning}</p>
          </details>
        )}
        <div class="text">
          {entry.role === 'user' ? (
            <p class="plain">{entry.text}</p>
          ) : entry.text === '' ? (
            entry.stream !== null && <i class="cursor" aria-hidden="true" />
          ) : (
            <StreamingMarkdown text={entry.text} streaming={entry.stream !== null} onCodeAction={(_, code) => void copy(code)} />
          )}
        </div>
        {outcome && <p class="state-line label">{outcome}</p>}
        {entry.failure && <FailureNotice failure={entry.failure} entry={entry} />}
        {!entry.failure && entry.state === 'interrupted' && (
          <div class="recovery">
            <Button onPress={() => terminal.recover('retry', entry.id)}>Retry</Button>
          </div>
        )}
      </div>
      {entry.role === 'assistant' && <Marginalia entry={entry} />}
      {entry.text !== '' && (
        <div class="actions">
          <Button look="quiet" onPress={() => copy(entry.text)}>
            Copy
          </Button>
        </div>
      )}
    </article>
  );
}

function stateLine({ state, elsewhere, text }: Entry): string | null {
  switch (state) {
    case 'interrupted':
      return text === '' ? 'Line cut — nothing had arrived' : 'Line cut — part kept';
    case 'stopped':
      return text === '' ? 'Stopped — nothing had arrived' : 'Stopped — part kept';
    case 'streaming':
      return elsewhere ? 'Receiving in another window' : null;
    case 'failed':
      return text === '' ? null : 'Failed — part kept';
    case 'complete':
      return null;
  }
}

function servedBy({ servedModelId, modelId, provider }: Entry): string | undefined {
  if (servedModelId === null && provider === null) return undefined;
  return `Answered by ${servedModelId ?? modelId ?? 'an unnamed model'}${provider ? ` at ${provider}` : ''}`;
}
