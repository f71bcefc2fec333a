const known = new Map<string, boolean>();
const MAX_KNOWN = 1000;

/**
 * Is `&name;` one of HTML's character references, the semicolon included? Of `&region;` a browser takes the beginning for one (`&reg`), which
 * is not what was written. It is asked with the reference in an inert document.
 */
export function isCharacterReference(text: string): boolean {
  if (text.startsWith('&#')) return true;
  const answer = known.get(text) ?? asksBrowser(text);
  if (known.size < MAX_KNOWN) known.set(text, answer);
  return answer;
}

function asksBrowser(text: string): boolean {
  const { textContent } = new DOMParser().parseFromString(text, 'text/html').body;
  return textContent !== text && (textContent === ';' || !textContent.endsWith(';'));
}
