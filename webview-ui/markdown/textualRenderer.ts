import { Renderer, type MarkedOptions, type Tokens } from 'marked';
import { isCharacterReference } from './entities.ts';
import { linkAddress } from './sanitize.ts';

/**
 * Writes tokens as HTML without white space between blocks, so that the last node is the last thing to be seen. What is text in a token is
 * text in the page: raw HTML is shown as the model wrote it, never interpreted.
 */
class TextualRenderer extends Renderer {
  override text(token: Tokens.Text | Tokens.Escape): string {
    return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escaped(token.text);
  }

  /** The line break in the text is for those who read it without the layout. */
  override br(): string {
    return '\n<br>';
  }

  override codespan({ text }: Tokens.Codespan): string {
    return `<code dir="ltr">${escaped(text)}</code>`;
  }

  /** An address that the page does not lead to stands beside the text of its link: it is a part of what was said. */
  override link(token: Tokens.Link): string {
    const text = this.parser.parseInline(token.tokens);
    const address = linkAddress(token.href);
    if (address !== undefined) return `<a href="${escaped(address)}">${text === '' ? escaped(token.href) : text}</a>`;
    return token.href === '' || token.href === token.tokens.map(({ raw }) => raw).join('') ? text : `${text} (${escaped(token.href)})`;
  }

  /** No image is loaded. */
  override image({ text, href }: Tokens.Image): string {
    const address = linkAddress(href);
    if (address === undefined) return escaped(`[image: ${text}](${href})`);
    return `<a class="image" href="${escaped(address)}">${escaped(text === '' ? 'image' : `image: ${text}`)}</a>`;
  }

  override checkbox({ checked }: Tokens.Checkbox): string {
    return `<span class="task">[${checked ? 'x' : ' '}]</span> `;
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

  /** Numbers stay as they were written, unless all are the same; `+` stays, because it may be a sign. */
  override list({ ordered, start, items, raw }: Tokens.List): string {
    if (!ordered)
      return `<ul${raw.trimStart().startsWith('+') ? ' class="plus"' : ''}>${items.map((item) => this.listitem(item)).join('')}</ul>`;
    const written = items.map((item) => Number(/^\s*(\d+)/.exec(item.raw)?.[1] ?? 0));
    const first = Number(start);
    const numbers = written.every((number) => number === first) ? written.map((_, index) => first + index) : written;
    const content = items.map((item, index) => {
      const value = numbers[index] === (index === 0 ? first : (numbers[index - 1] ?? 0) + 1) ? '' : ` value="${numbers[index]}"`;
      return `<li${value}>${this.parser.parse(item.tokens)}</li>`;
    });
    const digits = String(Math.max(...numbers)).length;
    return `<ol start="${first}"${digits > 2 ? ` class="digits-${digits}"` : ''}>${content.join('')}</ol>`;
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

  override code({ text, lang = '' }: Tokens.Code): string {
    return `<pre><code${lang === '' ? '' : ` class="language-${escaped(lang)}"`}>${escaped(text)}\n</code></pre>`;
  }

  override hr(): string {
    return '<hr>';
  }
}

/** How tokens are written as HTML, those included that only our own lexer makes. */
export const renderOptions: MarkedOptions = {
  gfm: true,
  renderer: new TextualRenderer(),
  extensions: {
    childTokens: {},
    renderers: {
      entity: ({ raw }) => (isCharacterReference(raw) ? raw : escaped(raw)),
      noteMark: ({ raw }) => `<sup>[${escaped(raw.slice(2, -1))}]</sup>`,
      note({ tokens = [] }) {
        return `<ul class="note"><li>${this.parser.parse(tokens)}</li></ul>`;
      },
    },
  },
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
