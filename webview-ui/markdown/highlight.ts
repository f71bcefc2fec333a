import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { CodeWriter } from './codeBlock.ts';
import { writtenText } from './controls.ts';

const languages = { bash, c, cpp, csharp, css, diff, go, java, javascript, json, python, rust, sql, typescript, xml, yaml };

/**
 * Longer code stays plain. Highlighting cannot be interrupted, and 30 kB take about as long as one frame may; no one reads longer code in a
 * transcript for its colours.
 */
const MAX_HIGHLIGHTED_LENGTH = 30_000;

/** The six kinds of token that the theme has colours for, and what highlight.js calls them (the first part of its scope). */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'code-keyword': ['keyword', 'literal', 'built_in', 'meta', 'doctag', 'selector-tag', 'selector-pseudo', 'deletion'],
  'code-string': ['string', 'regexp', 'char', 'link', 'addition'],
  'code-number': ['number', 'symbol', 'bullet'],
  'code-comment': ['comment', 'quote'],
  'code-name': [
    'title',
    'name',
    'attr',
    'attribute',
    'property',
    'type',
    'variable',
    'section',
    'selector-class',
    'selector-id',
    'selector-attr',
  ],
  'code-punctuation': ['punctuation', 'operator', 'tag', 'template-tag'],
};
const KIND_OF_SCOPE = new Map(Object.entries(KINDS).flatMap(([kind, scopes]) => scopes.map((scope) => [`hljs-${scope}`, kind])));

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };

const waiting: HTMLElement[] = [];

/** Colours a `code` element when the browser has nothing better to do. Its text stays the same, and so does its height. */
export function highlightWhenIdle(code: HTMLElement): void {
  if (waiting.push(code) === 1) requestIdleCallback(highlightSome);
}

/** Registering builds the grammars, which can wait for the first code. */
function registerLanguages(): void {
  if (hljs.listLanguages().length > 0) return;
  for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
  hljs.registerAliases(['shell', 'console', 'shellscript'], { languageName: 'bash' });
}

function highlightSome(deadline: IdleDeadline): void {
  registerLanguages();
  do {
    const code = waiting.shift();
    if (code) highlight(code);
  } while (waiting.length > 0 && deadline.timeRemaining() > 5);
  if (waiting.length > 0) requestIdleCallback(highlightSome);
}

function highlight(code: HTMLElement): void {
  const language = /\blanguage-(\S+)/.exec(code.className)?.[1];
  const coloured = code.querySelector('[class^="code-"]') !== null;
  if (coloured || !code.isConnected || !language || !hljs.getLanguage(language)) return;
  const text = writtenText(code);
  if (text.length > MAX_HIGHLIGHTED_LENGTH) return;
  const html = hljs.highlight(text, { language, ignoreIllegals: true }).value;
  if (!html.includes('<span')) return;
  const fragment = document.createDocumentFragment();
  const writer = new CodeWriter(fragment);
  for (const [part, kind] of parts(html)) writer.append(part, kind);
  code.replaceChildren(fragment);
}

/** Reads the output of highlight.js (spans with classes around escaped text) as pieces of text, each of the innermost kind around it. */
function* parts(html: string): Generator<[text: string, kind: string]> {
  const kinds = [''];
  for (const [piece, scope] of html.matchAll(/<span class="([\w-]+)[^>]*>|<\/span>|[^<]+/g)) {
    if (scope !== undefined) kinds.push(KIND_OF_SCOPE.get(scope) ?? kinds.at(-1) ?? '');
    else if (piece === '</span>') kinds.pop();
    else yield [piece.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity), kinds.at(-1) ?? ''];
  }
}
