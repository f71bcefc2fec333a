/** A piece of a text by which the text can be found in a file. */
export interface TextNeedle {
  readonly text: string;
  /** As it stands in files: UTF-8, and as JSON writes it where that differs. */
  readonly patterns: readonly Buffer[];
}

/** Bytes of the shortest needle: anything shorter stands in other texts by chance. */
const shortestBytes = 12;
const needleCharacters = 32;
/** A needle of fewer different characters says nothing ("----------", "          "). */
const fewestDifferent = 6;
/** For each text: its beginning, its middle and its end. */
const perText = 3;
/** An answer comes in hundreds of pieces; these are enough to find it again. */
const perMessage = 24;
const mostNeedles = 50_000;
/** Fields of records that hold what a person or a model wrote. */
const textFields = new Set(['text', 'title', 'reasoning', 'systemPrompt', 'content', 'summary', 'arguments']);

/** Collects needles from records before they are overwritten. */
export class TextNeedles {
  readonly #needles = new Map<string, TextNeedle>();
  readonly #perMessage = new Map<string, number>();

  get all(): readonly TextNeedle[] {
    return [...this.#needles.values()];
  }

  learn(record: object): void {
    const id = 'message' in record ? String(record.message) : '';
    for (const text of textsOf(record)) {
      const taken = this.#perMessage.get(id) ?? 0;
      if (id !== '' && taken >= perMessage) return;
      const fragments = fragmentsOf(text);
      this.#perMessage.set(id, taken + fragments.length);
      for (const fragment of fragments) if (this.#needles.size < mostNeedles) this.#needles.set(fragment, needleOf(fragment));
    }
  }
}

function* textsOf(value: object): Generator<string> {
  for (const [field, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && textFields.has(field)) yield inner;
    if (typeof inner === 'object' && inner !== null) yield* textsOf(inner as object);
  }
}

function fragmentsOf(text: string): string[] {
  const last = Math.max(0, text.length - needleCharacters);
  const starts = new Set(Array.from({ length: perText }, (_, index) => Math.floor((last * index) / (perText - 1))));
  return [...starts]
    .map((start) => withoutHalves(text.slice(start, start + needleCharacters)))
    .filter((fragment) => Buffer.byteLength(fragment) >= shortestBytes && new Set(fragment).size >= fewestDifferent);
}

/** A surrogate pair that was cut is left out: half of it stands in no file. */
const withoutHalves = (fragment: string): string => fragment.replace(/^[\uDC00-\uDFFF]+|[\uD800-\uDBFF]+$/g, '');

function needleOf(text: string): TextNeedle {
  const plain = Buffer.from(text);
  const escaped = Buffer.from(JSON.stringify(text).slice(1, -1));
  return { text, patterns: plain.equals(escaped) ? [plain] : [plain, escaped] };
}
