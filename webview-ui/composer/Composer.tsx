import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { count } from '../format/entryFigures.ts';
import { AttachmentChip } from '../ui/AttachmentChip.tsx';
import { Button } from '../ui/controls.tsx';
import { EditingBar } from './EditingBar.tsx';
import { FailureNotice } from '../notices/FailureNotice.tsx';
import { ForecastLine, forecastDescription } from './ForecastLine.tsx';
import { Notices } from '../notices/Notices.tsx';
import { SuspendedNotice } from '../notices/SuspendedNotice.tsx';
import { useTerminal } from '../stores/terminalContext.ts';

/** Characters from which on the length is shown; the host refuses more than 32,000. */
const lengthShownFrom = 24_000;
const longestMessage = 32_000;

/** Where a message is written. Native textarea: a label on the toolkit's host element does not name the field inside it for every reader. */
export function Composer() {
  const terminal = useTerminal();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, attachments, editing } = terminal.draft.value;
  const streaming = terminal.surface.streaming.value;
  const refusal = terminal.refusal.value;

  useSignalEffect(() => {
    if (terminal.focusWish.value > 0) field.current?.focus();
  });

  const transmit = () => {
    field.current?.focus();
    void terminal.transmit();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is what Chromium sends for the key that ends a composition, after isComposing is false again.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      transmit();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      terminal.editLast();
    }
  };

  return (
    <footer class="composer">
      <Notices />
      <SuspendedNotice />
      {refusal && <FailureNotice failure={refusal} entry={null} />}
      {editing && <EditingBar editing={editing} />}
      {attachments.length > 0 && (
        <div class="chips">
          {attachments.map((attachment, index) => (
            <AttachmentChip key={index} attachment={attachment} onRemove={() => terminal.detach(attachment)} />
          ))}
        </div>
      )}
      <span class="prompt" aria-hidden="true">
        &gt;
      </span>
      <textarea
        class="field"
        ref={field}
        aria-label="Message"
        aria-describedby={terminal.forecasting.current.value ? forecastDescription : undefined}
        rows={1}
        value={text}
        placeholder="Message"
        spellcheck={false}
        onInput={(event) => terminal.edit(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {streaming ? (
        <Button look="line" onPress={() => terminal.wish('stop', {})}>
          Stop
        </Button>
      ) : (
        <Button look="solid" onPress={transmit}>
          Transmit
        </Button>
      )}
      <p class="keys">
        <Activity />
        <ForecastLine />
        {text.length >= lengthShownFrom && (
          <span class={text.length > longestMessage ? 'too-long' : undefined}>
            {count(text.length)} / {count(longestMessage)}
          </span>
        )}
        <span class="hint">
          {editing ? (
            <>
              <kbd>Enter</kbd> transmits · <kbd>Esc</kbd> cancels
            </>
          ) : streaming ? (
            <>
              <kbd>Esc</kbd> stops
            </>
          ) : (
            <>
              <kbd>Enter</kbd> transmits · <kbd>Shift+Enter</kbd> breaks
            </>
          )}
        </span>
      </p>
    </footer>
  );
}

function Activity() {
  const { transmitting, surface, forecasting } = useTerminal();
  const activity = transmitting.value ? 'Transmitting' : surface.streaming.value ? 'Receiving' : 'Ready';
  // A draft with a price is as ready as it can be, and the line is short.
  if (activity === 'Ready' && forecasting.current.value) return null;
  return (
    <span class="activity label" data-activity={activity}>
      {activity}
    </span>
  );
}
