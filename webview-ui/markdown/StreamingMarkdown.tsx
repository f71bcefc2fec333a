import { useLayoutEffect, useRef } from 'preact/hooks';
import { BlockRenderer } from './blockRenderer.ts';
import { writtenText } from './controls.ts';
import './markdown.css';

interface StreamingMarkdownProps {
  readonly text: string;
  /** More text will come. The text may then change once per frame; the innermost block at its end has the class `open`. */
  readonly streaming: boolean;
  /** The user pressed a button in the bar of a block of code; `code` is what the model wrote. */
  readonly onCodeAction?: (action: 'copy', code: string) => void;
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
    const code = target instanceof Element && target.closest('.code-copy')?.closest('.code')?.querySelector('code');
    if (code) onCodeAction?.('copy', writtenText(code));
  };
  return <div class="markdown" ref={root} onClick={onClick} />;
}
