import type { Attachment } from '../../src/shared/model/attachment.ts';
import { count } from '../format/entryFigures.ts';
import { Button } from './controls.tsx';
import { Icon } from './Icon.tsx';

interface AttachmentChipProps {
  readonly attachment: Attachment;
  /** Only what is not sent yet can be removed. */
  readonly onRemove?: () => void;
}

/** `src/stream.ts:41–67`, or the name and length of a pasted text. */
export function AttachmentChip({ attachment, onRemove }: AttachmentChipProps) {
  const { name, firstLine, lastLine, text } = attachment;
  const lines =
    firstLine === undefined ? '' : lastLine === undefined || lastLine === firstLine ? `:${firstLine}` : `:${firstLine}–${lastLine}`;
  return (
    <span class="chip" title={`${name}${lines}, ${count(text.length)} characters`}>
      <span class="chip-name">
        {name}
        {lines}
      </span>
      {onRemove && (
        <Button look="quiet" onPress={onRemove}>
          <Icon name="close" />
          <small class="unseen">Remove {name}</small>
        </Button>
      )}
    </span>
  );
}
