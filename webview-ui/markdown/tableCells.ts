/**
 * The cells of a row of a table, as Markdown. A `|` within a span of code belongs to the code: whoever writes `a | b` there means it. `<br>`
 * outside of code breaks the line.
 */
export function tableCells(row: string): string[] {
  const line = row.trim();
  const cells: string[] = [];
  let cell = '';
  let at = line.startsWith('|') ? 1 : 0;
  while (at < line.length) {
    const [part = ''] = matchAt(/`+|\\\||\||<br[ \t]*\/?>|[^|`\\<]+|[^]/iy, line, at);
    const codeEnd = part.startsWith('`') ? endOfCode(line, at, part.length) : undefined;
    if (codeEnd !== undefined) cell += line.slice(at, codeEnd).replaceAll('\\|', '|');
    else if (part === '|') {
      cells.push(cell.trim());
      cell = '';
    } else if (part === '\\|') cell += '|';
    else cell += /^<br/i.test(part) ? '\n' : part;
    at = codeEnd ?? at + part.length;
  }
  if (cell.trim() !== '' || cells.length === 0) cells.push(cell.trim());
  return cells;
}

/** Is there a `|` that separates cells? */
export function hasCellBorder(line: string): boolean {
  return /(?<!\\)\|/.test(line);
}

function endOfCode(line: string, at: number, length: number): number | undefined {
  for (const { 0: run, index } of line.slice(at + length).matchAll(/`+/g)) {
    if (run.length === length) return at + length + index + length;
  }
  return undefined;
}

function matchAt(sticky: RegExp, text: string, at: number): readonly string[] {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? [text.charAt(at)];
}
