const length = 160;

/** The beginning of a text in one line, cut between characters. */
export function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  return `${[...line.slice(0, length)].slice(0, -1).join('')}…`;
}
