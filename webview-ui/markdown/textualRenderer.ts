import { Renderer, type Tokens } from 'marked';

/**
 * Writes tokens as HTML without white space between blocks, so that the last node is the last thing to be seen. Raw HTML is shown as the
 * model wrote it, never interpreted.
 */
export class TextualRenderer extends Renderer {
  override html(token: Tokens.HTML | Tokens.Tag): string {
    return token.block ? `<p>${escapeAll(token.text.trimEnd()).replaceAll('\n', '<br>')}</p>` : escapeAll(token.text);
  }

  /** marked takes text inside an unclosed `<pre>` for HTML and leaves it unescaped; here it is always text. */
  override text(token: Tokens.Text | Tokens.Escape): string {
    if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens);
    return token.text.replace(UNSAFE_KEEPING_ENTITIES, escapeCharacter);
  }

  override checkbox({ checked }: Tokens.Checkbox): string {
    return checked ? '[x] ' : '[ ] ';
  }

  override paragraph({ tokens }: Tokens.Paragraph): string {
    return `<p>${this.parser.parseInline(tokens)}</p>`;
  }

  override heading({ tokens, depth }: Tokens.Heading): string {
    return `<h${depth}>${this.parser.parseInline(tokens)}</h${depth}>`;
  }

  override blockquote({ tokens }: Tokens.Blockquote): string {
    return `<blockquote>${this.parser.parse(tokens)}</blockquote>`;
  }

  override list({ ordered, start, items }: Tokens.List): string {
    const content = items.map((item) => this.listitem(item)).join('');
    return ordered ? `<ol start="${start}">${content}</ol>` : `<ul>${content}</ul>`;
  }

  override listitem({ tokens }: Tokens.ListItem): string {
    return `<li>${this.parser.parse(tokens)}</li>`;
  }

  override table({ header, rows }: Tokens.Table): string {
    const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>`;
    return `<table><thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody></table>`;
  }

  override tablecell({ tokens, header, align }: Tokens.TableCell): string {
    const tag = header ? 'th' : 'td';
    return `<${tag}${align ? ` align="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`;
  }

  override code(token: Tokens.Code): string {
    return super.code(token).trimEnd();
  }

  override hr(): string {
    return '<hr>';
  }
}

const UNSAFE_KEEPING_ENTITIES = /[<>"']|&(?!(?:#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/g;

function escapeAll(text: string): string {
  return text.replace(/[&<>"']/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
