import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../src/shared/l10n/t.ts';
import { copiedMs } from '../ui/copiedMs.ts';
import { BlockRenderer } from './blockRenderer.ts';
import { writtenText } from './controls.ts';
import './markdown.css';

interface StreamingMarkdownProps {
  readonly text: string;
  /** More text will come. The text may then change once per frame; the innermost block at its end has the class `open`. */
  readonly streaming: boolean;
  /** The user pressed a button in the bar of a block of code; `code` is what the model wrote. Resolves whether it was done. */
  readonly onCodeAction?: (action: 'copy', code: string) => Promise<boolean>;
}

/** An answer of the model as Markdown. The nodes inside are BlockRenderer's, not Preact's: a growing answer costs no diffing. */
export function StreamingMarkdown({ text, streaming, onCodeAction }: StreamingMarkdownProps) {
  const root = useRef<HTMLDivElement>(null);
  const renderer = useRef<BlockRenderer>(null);

  useLayoutEffect(() => {
    if (!root.current) return;
    renderer.current ??= new BlockRenderer(root.current);
    renderer.current.update(text, streaming);
  }, [text, streaming]);

  useLayoutEffect(() => () => renderer.current?.clear(), []);

  const onClick = ({ target }: MouseEvent) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('.code-copy') : null;
    const code = button?.closest('.code')?.querySelector('code');
    if (button && code && onCodeAction) void onCodeAction('copy', writtenText(code)).then((isCopied) => isCopied && showCopied(button));
  };
  return <div class="markdown" ref={root} onClick={onClick} />;
}

function showCopied(button: HTMLElement): void {
  button.textContent = t('Copied');
  setTimeout(() => (button.textContent = t('Copy')), copiedMs);
}
