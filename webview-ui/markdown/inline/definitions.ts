import type { Links } from 'marked';

/**
 * `[name]: https://…` on a line of its own. Only addresses that could become a link define anything: `[INFO]: started` is a line of a log.
 * A definition is shown as well, because nobody knows whether a reader needs it.
 */
const DEFINITION = /^[ \t]*\[((?!\^)(?:\\.|[^[\]\\\n]){1,999})\]:[ \t]*<?((?:https?:\/\/|mailto:)[^\s<>]+)>?(?=[ \t\n]|$)/gim;

/** Adds the definitions in a text to those that are known. The first one of a name counts. */
export function collectDefinitions(text: string, definitions: Links): void {
  if (!text.includes(']:')) return;
  for (const [, name = '', href = ''] of text.matchAll(DEFINITION)) definitions[definitionKey(name)] ??= { href, title: null };
}

/** Names are compared without regard to case and to the width of white space. */
export function definitionKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
}

/** A note is known by its name with the sign in front that no definition of a link has. */
export const noteKey = (name: string): string => `^${definitionKey(name)}`;
