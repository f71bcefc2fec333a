import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import { copiedMs } from './copiedMs.ts';

interface CopyButtonProps {
  /** Resolves whether it is in the clipboard. */
  readonly onCopy: () => Promise<boolean>;
}

/** Says in its place that it copied, for a moment; its name stays the same, and it keeps its width. */
export function CopyButton({ onCopy }: CopyButtonProps) {
  const copied = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async () => {
    if (!(await onCopy())) return;
    copied.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => (copied.value = false), copiedMs);
  };

  return (
    <button type="button" class="quiet-button copy-button" aria-label={t('Copy')} data-copied={copied.value} onClick={() => void copy()}>
      {copied.value ? t('Copied') : t('Copy')}
    </button>
  );
}
