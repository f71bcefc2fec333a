/** Signs that people and tools put around a key: quotes of every kind, brackets, commas, and what no eye can see. */
const around = /^[\s"'`“”„‘’‚«»<>,;\u200b-\u200f\u2060\ufeff]+|[\s"'`“”„‘’‚«»<>,;\u200b-\u200f\u2060\ufeff]+$/gu;
/** How a key stands in a shell, a settings file, or a request. */
const before = /^(?:export\s+|set\s+|\$env:)?(?:"?OPENROUTER_API_KEY"?\s*[=:]|Authorization\s*:|Bearer\s)/i;

/** A key as it was copied, without what does not belong to it. */
export function keyText(copied: string): string {
  const shorter = copied.replace(around, '').replace(before, '');
  return shorter === copied ? shorter : keyText(shorter);
}

/** The first character that no key has, because no header may hold it; undefined when there is none. */
export function impossibleCharacter(key: string): string | undefined {
  return /[^\x21-\x7e]/u.exec(key)?.[0];
}
