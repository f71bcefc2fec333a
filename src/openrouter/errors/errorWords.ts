import { isRecord } from '../../shared/values/isRecord.ts';
import { parseJson } from '../values/parseJson.ts';

/** Where servers put words: OpenRouter nests the error, Ollama sends a string, FastAPI servers `detail`, others have names of their own. */
const names = [
  'error',
  'errors',
  'message',
  'msg',
  'detail',
  'details',
  'description',
  'error_description',
  'error_message',
  'reason',
  'title',
];
/** Of a list; a form with many wrong fields says enough with some of them. */
const mostItems = 5;
/** Levels that are looked into: nothing real has its words deeper. */
const mostLevels = 6;

/** The words of an error for a person, wherever they stand in what a server said; null where there are none. A web page is no message. */
export function errorWords(said: unknown, levels = mostLevels): string | null {
  if (levels === 0) return null;
  if (typeof said === 'string') return wordsOfText(said, levels);
  if (Array.isArray(said)) {
    const items = said.slice(0, mostItems).map((item) => errorWords(item, levels - 1));
    return items.filter((item) => item !== null).join('; ') || null;
  }
  if (!isRecord(said)) return null;
  for (const name of names) {
    const words = errorWords(said[name], levels - 1);
    if (words !== null) return placeOf(said) + words;
  }
  return null;
}

/** Some servers pass the error of another one on as JSON in a text. */
function wordsOfText(text: string, levels: number): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('<')) return null;
  const inner = /^[[{"]/.test(trimmed) ? parseJson(trimmed) : undefined;
  return (inner === undefined ? null : errorWords(inner, levels - 1)) ?? trimmed;
}

/** What a validation error is about: `body.max_tokens: `. */
function placeOf({ loc }: Readonly<Record<string, unknown>>): string {
  if (!Array.isArray(loc) || loc.length === 0) return '';
  const steps = loc.filter((step) => typeof step === 'string' || typeof step === 'number');
  return `${steps.join('.')}: `;
}
