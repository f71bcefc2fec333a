import { t } from '../../src/shared/l10n/t.ts';
import type { Attachment, MessageAttachment } from '../../src/shared/model/attachment.ts';
import { count } from '../format/entryFigures.ts';
import { Button } from './controls.tsx';
import { Icon } from './Icon.tsx';

interface AttachmentChipProps {
  readonly attachment: MessageAttachment;
  /** Only what is not sent yet can be removed. */
  readonly onRemove?: () => void;
}

/** `src/stream.ts:41–67`, the name and length of a pasted text, or the name of what this version cannot show. */
export function AttachmentChip({ attachment, onRemove }: AttachmentChipProps) {
  const { name } = attachment;
  const lines = attachment.kind === 'foreign' ? '' : linesOf(attachment);
  const size =
    attachment.kind === 'foreign'
      ? t('{0} (not known to this version)', String(attachment.record['kind']))
      : `${count(attachment.text.length)} characters`;
  return (
    <span class="chip" title={`${name}${lines}, ${size}`}>
      <span class="chip-name">
        {name}
        {lines}
      </span>
      {onRemove && (
        <Button appearance="quiet" onPress={onRemove}>
          <Icon name="close" />
          <small class="unseen">Remove {name}</small>
        </Button>
      )}
    </span>
  );
}

function linesOf({ firstLine, lastLine }: Attachment): string {
  if (firstLine === undefined) return '';
  return lastLine === undefined || lastLine === firstLine ? `:${firstLine}` : `:${firstLine}–${lastLine}`;
}
