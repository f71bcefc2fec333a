import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { FailureNotice } from '../notices/FailureNotice.tsx';
import { Notices } from '../notices/Notices.tsx';
import { SuspendedNotice } from '../notices/SuspendedNotice.tsx';
import { useStores } from '../stores/storesContext.ts';
import { AttachmentChip } from '../ui/AttachmentChip.tsx';
import { Button } from '../ui/controls.tsx';
import { endsComposition } from '../ui/endsComposition.ts';
import { ComposerStatus } from './ComposerStatus.tsx';
import { EditingBar } from './EditingBar.tsx';
import { forecastDescription } from './ForecastLine.tsx';
import { keepFocus } from './keepFocus.ts';
import './composer.css';

/** Where a message is written. Native textarea: a label on the toolkit's host element does not name the field inside it for every reader. */
export function Composer() {
  const { composer, surface, notices, forecast } = useStores();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, attachments, editing } = composer.draft.value;
  const failure = notices.failure.value;
  // What undo takes back belongs to the text that was typed. When another one takes its place (the message is sent, another conversation is
  // shown), the browser would put the old words into it; it forgets them together with the element.
  const typed = useRef({ text, replaced: 0 });
  if (typed.current.text !== text) typed.current = { text, replaced: typed.current.replaced + 1 };
  const { replaced } = typed.current;
  const isFocused = field.current !== null && document.activeElement === field.current;
  useLayoutEffect(() => {
    if (isFocused) field.current?.focus();
  });

  useSignalEffect(() => {
    if (composer.focusRequests.value > 0) field.current?.focus();
  });

  useEffect(() => keepFocus(() => field.current?.focus()), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (endsComposition(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      void composer.send();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      composer.editLast();
    }
  };

  return (
    <footer class="composer">
      <Notices />
      <SuspendedNotice />
      {failure && <FailureNotice failure={failure} entry={null} />}
      {editing && <EditingBar editing={editing} />}
      {attachments.length > 0 && (
        <div class="chips">
          {attachments.map((attachment, index) => (
            <AttachmentChip key={index} attachment={attachment} onRemove={() => composer.detach(attachment)} />
          ))}
        </div>
      )}
      <span class="prompt" aria-hidden="true">
        &gt;
      </span>
      <textarea
        class="field"
        key={replaced}
        ref={field}
        aria-label="Message"
        aria-describedby={forecast.current.value ? forecastDescription : undefined}
        rows={1}
        dir="auto"
        value={text}
        placeholder="Message"
        spellcheck={false}
        onFocus={() => composer.hold(true)}
        onBlur={() => composer.hold(false)}
        onInput={(event) => {
          typed.current.text = event.currentTarget.value;
          composer.setText(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <Button appearance={surface.streaming.value ? 'line' : 'solid'} resting={composer.pressed.value} onPress={() => composer.press()}>
        {surface.streaming.value ? 'Stop' : 'Transmit'}
      </Button>
      <ComposerStatus />
    </footer>
  );
}
