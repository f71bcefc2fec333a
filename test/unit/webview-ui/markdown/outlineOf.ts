import type { Token, Tokens } from 'marked';

/** Tokens in short: text as it is shown, what has a form in braces behind the name of the form. */
export function outlineOf(tokens: readonly Token[]): string {
  return tokens.map(outline).join('');
}

const NAMES: Readonly<Record<string, string>> = { strong: 'b', em: 'i', del: 's', codespan: 'code', paragraph: 'p', blockquote: 'quote' };

function outline(token: Token): string {
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens ? outlineOf(token.tokens) : String((token as Tokens.Text).text);
    case 'space':
      return '';
    case 'br':
      return '/';
    case 'entity':
      return token.raw;
    case 'noteMark':
      return `note{${token.raw.slice(2, -1)}}`;
    case 'image':
      return `image{${(token as Tokens.Image).text} ${(token as Tokens.Image).href}}`;
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      const text = outlineOf(tokens);
      return text === href ? `link{${text}}` : `link{${text} ${href}}`;
    }
    case 'list':
      return `list{${(token as Tokens.List).items.map((item) => outlineOf(item.tokens)).join(' | ')}}`;
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return `table{${[header, ...rows].map((row) => row.map((cell) => outlineOf(cell.tokens)).join(' | ')).join(' // ')}}`;
    }
    default: {
      const name = NAMES[token.type] ?? token.type;
      const content = 'tokens' in token && token.tokens ? outlineOf(token.tokens) : 'text' in token ? String(token.text) : '';
      return `${name}{${content}}`;
    }
  }
}
