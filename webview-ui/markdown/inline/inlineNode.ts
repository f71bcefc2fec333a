import type { Token } from 'marked';

/** A run of `*`, `_` or `~` that may begin or end emphasis. */
export interface MarkRun {
  readonly type: 'marks';
  readonly mark: string;
  /** How many marks were written. */
  readonly length: number;
  /** How many of them belong to no emphasis yet. */
  count: number;
  readonly opens: boolean;
  readonly closes: boolean;
}

/** A bracket that may begin a link. */
export interface OpenBracket {
  readonly type: 'bracket';
  readonly text: '[' | '![';
}

export type InlineNode = Token | MarkRun | OpenBracket;

export const textToken = (text: string): Token => ({ type: 'text', raw: text, text, escaped: false });

/** What a node is when it turns out to mean nothing: the text that was written. Undefined for a node that means something. */
export function writtenText(node: InlineNode): string | undefined {
  switch (node.type) {
    case 'marks':
      return (node as MarkRun).mark.repeat((node as MarkRun).count);
    case 'bracket':
    case 'text':
      return (node as OpenBracket).text;
    default:
      return undefined;
  }
}

/** The nodes as tokens: those that mean nothing become text, joined with the text around them. */
export function tokensOf(nodes: readonly InlineNode[]): Token[] {
  const tokens: Token[] = [];
  let text = '';
  for (const node of nodes) {
    const written = writtenText(node);
    if (written !== undefined) {
      text += written;
      continue;
    }
    if (text !== '') tokens.push(textToken(text));
    text = '';
    tokens.push(node as Token);
  }
  if (text !== '') tokens.push(textToken(text));
  return tokens;
}
