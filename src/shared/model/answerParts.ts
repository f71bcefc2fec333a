import { isRecord } from '../values/isRecord.ts';
import type { AnswerExtras } from './answerExtras.ts';

/** A page that an answer rests on. */
export interface Citation {
  readonly url: string;
  /** Empty where none was told. */
  readonly title: string;
}

/** What an answer brought beside its text, as far as it is shown; the raw parts are in the log. */
export interface AnswerParts {
  readonly citations: readonly Citation[];
  /** Names of the tools that it asks for. */
  readonly tools: readonly string[];
  /** Number of pictures. */
  readonly images: number;
}

/** More than any answer has, and few enough to be drawn. */
const mostCitations = 200;
const mostTools = 20;
const longestUrl = 2000;
const longestTitle = 200;

/** Reads what came over the wire, of whatever shape; null when there is nothing to show of it. */
export function answerParts({ annotations = [], citations = [], images = [], toolCalls = [] }: AnswerExtras): AnswerParts | null {
  const parts = { citations: citationsIn([...annotations, ...citations]), tools: toolNames(toolCalls), images: images.length };
  return parts.citations.length + parts.tools.length + parts.images > 0 ? parts : null;
}

/** Each address once, in the order of their coming, with the first title that is told of it. */
function citationsIn(items: readonly unknown[]): readonly Citation[] {
  const found = new Map<string, string>();
  for (const item of items) {
    const citation = citationOf(item);
    if (citation === null || (found.size === mostCitations && !found.has(citation.url))) continue;
    found.set(citation.url, found.get(citation.url) || citation.title);
  }
  return [...found].map(([url, title]) => ({ url, title }));
}

/** An address alone, an object with one, or such an object in a field (`url_citation`, `web`). Only web pages can be opened. */
function citationOf(item: unknown): Citation | null {
  if (typeof item === 'string') return isWebAddress(item) ? { url: item, title: '' } : null;
  if (!isRecord(item)) return null;
  const fields = ['url', 'uri', 'link'].map((name) => item[name]);
  const url = fields.find((field) => typeof field === 'string' && isWebAddress(field));
  if (typeof url === 'string') return { url, title: titleOf(item['title'] ?? item['name']) };
  return citationOf(item['url_citation'] ?? item['web']);
}

function isWebAddress(text: string): boolean {
  return text.length <= longestUrl && /^https?:\/\/[^\s/]+\S*$/i.test(text);
}

function titleOf(title: unknown): string {
  return typeof title === 'string' ? oneLine(title).slice(0, longestTitle) : '';
}

function toolNames(calls: readonly unknown[]): readonly string[] {
  const names = calls.map((call) => {
    const called = isRecord(call) ? call['function'] : undefined;
    const name = isRecord(called) ? called['name'] : undefined;
    return typeof name === 'string' ? oneLine(name).slice(0, longestTitle) : '';
  });
  return [...new Set(names)].slice(0, mostTools);
}

/** No control, formatting (bidirectional, zero-width) or broken characters. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
}
