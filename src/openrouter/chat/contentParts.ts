import { isRecord } from '../../shared/values/isRecord.ts';

interface ContentParts {
  text: string;
  reasoning: string;
  readonly images: unknown[];
  /** Citations that stand at a part of the text. */
  readonly annotations: unknown[];
}

/** Levels of parts within parts; nothing real has more than three. */
const mostLevels = 6;

/** Reads the content of a message: a text, or parts in a list, of which some are thoughts or images. What is neither is left out. */
export function contentParts(content: unknown): Readonly<ContentParts> {
  const parts: ContentParts = { text: '', reasoning: '', images: [], annotations: [] };
  read(content, parts, false, mostLevels);
  return parts;
}

function read(content: unknown, parts: ContentParts, isThought: boolean, levels: number): void {
  if (typeof content === 'string') {
    if (isThought) parts.reasoning += content;
    else parts.text += content;
  } else if (levels === 0) {
    return;
  } else if (Array.isArray(content)) {
    for (const item of content) read(item, parts, isThought, levels - 1);
  } else if (isRecord(content)) {
    readPart(content, parts, isThought, levels);
  }
}

function readPart(part: Readonly<Record<string, unknown>>, parts: ContentParts, isThought: boolean, levels: number): void {
  const type = typeof part['type'] === 'string' ? part['type'].toLowerCase() : '';
  if (type.includes('image')) {
    parts.images.push(part);
    return;
  }
  // One by one: there may be more of them than a call can have arguments.
  if (Array.isArray(part['annotations'])) for (const annotation of part['annotations']) parts.annotations.push(annotation);
  const isOfThought = isThought || /^(?:thinking|thought|reasoning)/.test(type) || part['thought'] === true;
  const names = isOfThought ? ['thinking', 'reasoning', 'text', 'summary', 'content', 'value'] : ['text', 'refusal', 'content', 'value'];
  const name = names.find((one) => part[one] !== undefined && part[one] !== null);
  if (name !== undefined) read(part[name], parts, isOfThought, levels - 1);
}
