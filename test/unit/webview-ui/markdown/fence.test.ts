import { describe, expect, it } from 'vitest';
import { codeBetween, openFence, readFence } from '../../../../webview-ui/markdown/fence.ts';

/** The code shown while a fence arrives unit by unit, each time as far as it is certain. */
function codeAsItComes(text: string): string[] {
  const seen = new Set<string>();
  for (let length = 1; length <= text.length; length++) {
    const part = text.slice(0, length);
    const fence = openFence(part, 0);
    if (fence && part.includes('\n')) seen.add(codeBetween(fence, part, fence.from, readFence(fence, part, 0, false).end));
  }
  return [...seen];
}

describe('a growing code fence', () => {
  it('never shows its closing line, nor an empty last line', () => {
    expect(codeAsItComes('```ts\nab\nc\n```\n')).toEqual(['', 'a', 'ab', 'ab\nc']);
  });

  it('shows back quotes that turn out not to close it', () => {
    expect(codeAsItComes('````\n```x\n').at(-1)).toBe('```x');
  });

  it('loses the indentation of its fence', () => {
    expect(codeAsItComes('  ```\n  a\n    b\n c\n  ```\n').at(-1)).toBe('a\n  b\nc');
  });

  it('ends where a line closes it, and not before that line is complete', () => {
    const text = '~~~\na\n~~~~\nafter';
    const fence = openFence(text, 0);
    expect(fence && readFence(fence, text, 0, false)).toEqual({ end: 5, next: 10 });
    const closing = '~~~\na\n~~~';
    const unfinished = openFence(closing, 0);
    expect(unfinished && readFence(unfinished, closing, 0, false)).toEqual({ end: 5, next: undefined });
    expect(unfinished && readFence(unfinished, closing, 0, true)).toEqual({ end: 5, next: 9 });
  });

  it('of Markdown ends behind the fences within it, however it comes', () => {
    const inner = '# Title\n```js\na\n```\ntext\n\n```\nno language, so this is its end';
    const text = `\`\`\`markdown\n${inner}`;
    expect(codeAsItComes(text).at(-1)).toBe('# Title\n```js\na\n```\ntext\n');
    const growing = openFence(text, 0);
    for (let length = 13; growing && length < text.length; length++) readFence(growing, text.slice(0, length), 0, false);
    expect(growing && readFence(growing, text, 0, false)).toEqual({ end: text.indexOf('\n```\nno'), next: text.indexOf('\nno language') });
  });

  it('of another language ends at the first line that can close it', () => {
    expect(codeAsItComes('```js\n```ts\na\n```\nb\n```\n').at(-1)).toBe('```ts\na');
  });

  it('takes only the name of a language from its first line', () => {
    expect(openFence('```TypeScript title="a.ts"\n', 0)?.language).toBe('typescript');
    expect(openFence('```\u202eevil\n', 0)?.language).toBe('');
  });

  it('is not opened by back quotes within a line of text', () => {
    expect(openFence('```a``` is code\n', 0)).toBeUndefined();
  });
});
