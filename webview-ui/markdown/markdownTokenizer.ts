import { Tokenizer, type Tokens } from 'marked';
import { codeBetween, openFence, readFence } from './fence.ts';
import { hasCellBorder, tableCells } from './tableCells.ts';

/** A list that begins with a number of more digits begins with a year, or with another number that is a part of the sentence. */
const LONG_NUMBER = /^ {0,3}(\d{4,9})[.)]/;
const NEXT_NUMBER = /\n {0,3}(\d{1,9})[.)]/;

const FENCE_END = /^\n {0,3}(`{3,}|~{3,})[ \t]*(?=\n|$)/;

/** The blocks of marked, with the departures from CommonMark that docs/markdown.md gives reasons for. */
export class MarkdownTokenizer extends Tokenizer {
  /** The code is byte for byte what stands between the fences, but for their indentation. */
  override fences(source: string): Tokens.Code | undefined {
    const fence = openFence(source, 0);
    if (!fence) return undefined;
    const { end, next = source.length } = readFence(fence, source, 0, true);
    return { type: 'code', raw: source.slice(0, next), lang: fence.language, text: codeBetween(fence, source, fence.from, end) };
  }

  /** A line of dashes below a text is a rule, unless it underlines a single line over more than three characters. */
  override lheading(source: string): Tokens.Heading | undefined {
    // Asked first: a heading of marked queues its text to be read, and would do so even if it were dropped here.
    const [, text = '', underline = ''] = this.rules.block.lheading.exec(source) ?? [];
    if (text.includes('\n') || underline.length < (underline.startsWith('=') ? 3 : 4)) return undefined;
    return super.lheading(source);
  }

  override list(source: string): Tokens.List | undefined {
    const [, number] = LONG_NUMBER.exec(source) ?? [];
    const next = number === undefined ? null : NEXT_NUMBER.exec(source);
    return number !== undefined && Number(next?.[1]) !== Number(number) + 1 ? undefined : this.#listWithFenceEnd(source);
  }

  /** A fence that was opened in an item and is closed further left is closed there: else that line would open one for all that follows. */
  #listWithFenceEnd(source: string): Tokens.List | undefined {
    const list = super.list(source);
    const end = list && FENCE_END.exec(source.slice(list.raw.length));
    if (end && openMarkerAtEnd(list)?.startsWith(end[1]?.slice(0, 3) ?? '')) list.raw += end[0];
    return list;
  }

  /** A line without `|` ends a table; cells that the head has no column for stay. */
  override table(source: string): Tokens.Table | undefined {
    const [written = '', head = '', delimiters = ''] = this.rules.block.table.exec(source) ?? [];
    if (!/[:|]/.test(delimiters)) return undefined;
    const header = tableCells(head);
    const align = delimiters
      .replace(/^\||\| *$/g, '')
      .split('|')
      .map(alignment);
    if (header.length !== align.length) return undefined;
    const [first = '', second = '', ...others] = written.split('\n');
    const end = others.findIndex((line) => !hasCellBorder(line));
    const rows = end < 0 ? others : others.slice(0, end);
    const cell = (text: string, column: number, isHeader: boolean): Tokens.TableCell => ({
      text,
      tokens: this.lexer.inline(text),
      header: isHeader,
      align: align[column] ?? null,
    });
    return {
      type: 'table',
      raw: [first, second, ...rows].join('\n'),
      align,
      header: header.map((text, column) => cell(text, column, true)),
      rows: rows.map((row) => {
        const cells = tableCells(row);
        while (cells.length < header.length) cells.push('');
        return cells.map((text, column) => cell(text, column, false));
      }),
    };
  }
}

/** The marker of the fence that is open where a list ends. */
function openMarkerAtEnd(list: Tokens.List): string | undefined {
  const last = list.items.at(-1)?.tokens.findLast(({ type }) => type !== 'space');
  if (last?.type === 'list') return openMarkerAtEnd(last as Tokens.List);
  const fence = last?.type === 'code' ? openFence(last.raw, 0) : undefined;
  return last && fence && !fence.closing.test(last.raw) ? last.raw.trimStart() : undefined;
}

function alignment(delimiter: string): Tokens.TableCell['align'] {
  const [left, right] = [delimiter.trim().startsWith(':'), delimiter.trim().endsWith(':')];
  if (left && right) return 'center';
  return right ? 'right' : left ? 'left' : null;
}
