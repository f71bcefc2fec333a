import { posix } from 'node:path';
import type * as vscode from 'vscode';

interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** The parts of a URI, decoded, as VS Code keeps them; on a machine with `/` between folders. */
export class FakeUri implements vscode.Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;

  private constructor({ scheme, authority, path, query, fragment }: UriParts) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
    this.query = query;
    this.fragment = fragment;
  }

  static file(path: string): FakeUri {
    return new FakeUri({ scheme: 'file', authority: '', path: path.startsWith('/') ? path : `/${path}`, query: '', fragment: '' });
  }

  static parse(value: string, strict = false): FakeUri {
    // RFC 3986, appendix B.
    const found = /^(([^:/?#]+?):)?(\/\/([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?$/.exec(value) ?? [];
    const scheme = found[2] ?? '';
    if (scheme === '' && strict) throw new Error(`[UriError]: Scheme is missing: "${value}"`);
    const path = decode(found[5] ?? '');
    return new FakeUri({
      scheme: scheme || 'file',
      authority: decode(found[4] ?? ''),
      path: /^(https?|file)?$/.test(scheme) && !path.startsWith('/') ? `/${path}` : path,
      query: decode(found[7] ?? ''),
      fragment: decode(found[9] ?? ''),
    });
  }

  static from({ scheme, authority = '', path = '', query = '', fragment = '' }: Partial<UriParts> & Pick<UriParts, 'scheme'>): FakeUri {
    return new FakeUri({ scheme, authority, path, query, fragment });
  }

  static joinPath(base: vscode.Uri, ...segments: readonly string[]): FakeUri {
    return FakeUri.from(base).with({ path: posix.join(base.path, ...segments) });
  }

  get fsPath(): string {
    return this.path;
  }

  with({ scheme, authority, path, query, fragment }: Partial<UriParts>): FakeUri {
    return new FakeUri({
      scheme: scheme ?? this.scheme,
      authority: authority ?? this.authority,
      path: path ?? this.path,
      query: query ?? this.query,
      fragment: fragment ?? this.fragment,
    });
  }

  toString(skipEncoding = false): string {
    const written = skipEncoding ? (text: string) => text : encode;
    const authority = this.authority === '' && this.scheme !== 'file' ? '' : `//${written(this.authority).replaceAll('%3A', ':')}`;
    const query = this.query === '' ? '' : `?${written(this.query)}`;
    const fragment = this.fragment === '' ? '' : `#${written(this.fragment)}`;
    return `${this.scheme}:${authority}${written(this.path).replaceAll('%2F', '/')}${query}${fragment}`;
  }

  toJSON(): unknown {
    return { scheme: this.scheme, authority: this.authority, path: this.path, query: this.query, fragment: this.fragment };
  }
}

/** What is no sound escape stays as it is. */
function decode(text: string): string {
  return text.replaceAll(/(%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
