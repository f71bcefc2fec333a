/** What a question of the person brought along, as it stands in front of their words. */
export interface AttachedContext {
  readonly name: string;
  /** "12-40"; null for a whole text. */
  readonly lines: string | null;
}

/** One fenced attachment at the current position; the closing fence repeats the unguessable name of the opening one. */
const fenced = /<(attachment-\w+) file="((?:[^"\\\n]|\\.)*)"(?: lines="(\d+-\d+)")?[^\n]*>\n[\s\S]*?\n<\/\1>\n\n/y;

/** Takes a question apart: the attachments before it, and the person's own words. */
export function readQuestion(content: string): { readonly attached: readonly AttachedContext[]; readonly words: string } {
  const attached: AttachedContext[] = [];
  let end = 0;
  fenced.lastIndex = 0;
  for (let match = fenced.exec(content); match; match = fenced.exec(content)) {
    attached.push({ name: (match[2] ?? '').replace(/\\(.)/g, '$1'), lines: match[3] ?? null });
    end = fenced.lastIndex;
  }
  return { attached, words: content.slice(end) };
}
