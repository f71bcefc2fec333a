import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import { isRecord } from '../../shared/values/isRecord.ts';

type Fields = Record<string, unknown>;

/**
 * Characters of JSON that are kept of one answer's extras, an image as a data URL included; and items of each list. What comes beyond is
 * dropped whole: it goes into the log for good, and the other side may be hostile.
 */
export const longestExtras = 8 * 1024 * 1024;
export const mostItems = 4096;
/** Levels of one item, and values in it: what is nested far deeper than anything real cannot be written down, and what is wider takes seconds. */
const mostLevels = 64;
const mostValues = 10_000;

/** Puts together what chunks bring beside text (https://openrouter.ai/docs/api-reference/overview, responses). */
export class ExtrasCollector {
  readonly #annotations = new Map<string, unknown>();
  readonly #citations = new Map<string, unknown>();
  readonly #images = new Map<string, unknown>();
  readonly #toolCalls = new Map<string, Fields>();
  readonly #reasoningDetails = new Map<string, Fields>();
  /** What stands in a list for an item of which a fragment was dropped: nobody gets one with a hole. */
  readonly #dropped = new WeakSet<Fields>();
  /** The tool call to which a fragment at this position belongs that says neither index nor id. */
  readonly #callAt = new Map<number, string>();
  #lastDetail = '';
  #length = 0;
  /** True when something was dropped, because there was more than is kept. */
  overflowed = false;

  /** Takes the extras of one chunk. True when it brought a whole item, which nothing that follows will change. */
  take({ annotations = [], citations = [], images = [], toolCalls = [], reasoningDetails = [] }: AnswerExtras): boolean {
    const before = this.#wholeItems;
    // Some providers repeat the whole list with each chunk.
    for (const item of annotations) this.#addWhole(this.#annotations, item);
    for (const item of citations) this.#addWhole(this.#citations, item);
    for (const item of images) this.#addWhole(this.#images, item);
    for (const [position, fragment] of toolCalls.entries()) if (isRecord(fragment)) this.#takeCall(fragment, position);
    for (const fragment of reasoningDetails) if (isRecord(fragment)) this.#takeReasoning(fragment);
    return this.#wholeItems > before;
  }

  /** Takes the extras of a whole message. Where their fragments came before, they are here already. */
  takeWhole(extras: AnswerExtras): boolean {
    const toolCalls = (this.#toolCalls.size === 0 && extras.toolCalls) || [];
    const reasoningDetails = (this.#reasoningDetails.size === 0 && extras.reasoningDetails) || [];
    return this.take({ ...extras, toolCalls, reasoningDetails });
  }

  /** What has come so far; undefined when it is nothing. */
  get extras(): AnswerExtras | undefined {
    const extras = {
      ...listed('annotations', this.#annotations),
      ...listed('citations', this.#citations),
      ...listed('images', this.#images),
      ...listed('toolCalls', this.#toolCalls, this.#dropped),
      ...listed('reasoningDetails', this.#reasoningDetails, this.#dropped),
    };
    return Object.keys(extras).length === 0 ? undefined : extras;
  }

  get #wholeItems(): number {
    return this.#annotations.size + this.#citations.size + this.#images.size;
  }

  /** Fragments of one call have one index; without an index, one id, which not all of them repeat. */
  #takeCall(fragment: Fields, position: number): void {
    const [index, id] = [indexOf(fragment), fragment['id']];
    const hasId = index === undefined && typeof id === 'string' && id !== '';
    const key = String(index ?? (hasId ? `id ${id}` : (this.#callAt.get(position) ?? position)));
    this.#merge(this.#toolCalls, key, fragment, mergeToolCall);
    if (hasId && this.#toolCalls.has(key)) this.#callAt.set(position, key);
  }

  /** Fragments of one detail have one type and one index; without an index, they follow one another until it is signed. */
  #takeReasoning(fragment: Fields): void {
    const type = typeof fragment['type'] === 'string' ? fragment['type'] : '';
    const index = indexOf(fragment);
    const last = this.#reasoningDetails.get(this.#lastDetail);
    const goesOn = last !== undefined && last['type'] === fragment['type'] && isOpen(last);
    if (index !== undefined) this.#lastDetail = `${type} ${index}`;
    else if (!goesOn) this.#lastDetail = `after ${this.#reasoningDetails.size}`;
    this.#merge(this.#reasoningDetails, this.#lastDetail, fragment, mergeReasoning);
  }

  #addWhole(list: Map<string, unknown>, item: unknown): void {
    const json = this.#jsonOf(item);
    if (json !== null && !list.has(json) && this.#admits(list, json)) list.set(json, item);
  }

  #merge(list: Map<string, Fields>, key: string, fragment: Fields, merge: (whole: Fields, fragment: Fields) => void): void {
    const known = list.get(key);
    const json = known && this.#dropped.has(known) ? null : this.#jsonOf(fragment);
    if (json !== null && this.#admits(known ? null : list, json)) {
      // In place: with a copy for each fragment the time would grow with the square of what comes.
      const whole = known ?? {};
      merge(whole, fragment);
      list.set(key, whole);
    } else if (known || list.size < mostItems) this.#drop(list, key, fragment);
  }

  #drop(list: Map<string, Fields>, key: string, fragment: Fields): void {
    const nothing = { type: fragment['type'], ...(!isOpen(fragment) && { signature: '' }) };
    this.#dropped.add(nothing);
    list.set(key, nothing);
  }

  /** Null when it is nested too deep, or holds too much. */
  #jsonOf(item: unknown): string | null {
    const isUnwieldy = valuesIn(item, mostLevels, mostValues) > mostValues;
    this.overflowed ||= isUnwieldy;
    return isUnwieldy ? null : JSON.stringify(item);
  }

  /** `list`: the list that becomes longer by it. */
  #admits(list: ReadonlyMap<string, unknown> | null, { length }: string): boolean {
    const isAdmitted = this.#length + length <= longestExtras && (list === null || list.size < mostItems);
    if (isAdmitted) this.#length += length;
    else this.overflowed = true;
    return isAdmitted;
  }
}

function listed<K extends keyof AnswerExtras>(name: K, list: ReadonlyMap<string, unknown>, dropped?: WeakSet<Fields>): AnswerExtras {
  const items = [...list.values()].filter((item) => !dropped?.has(item as Fields));
  return items.length === 0 ? {} : { [name]: items };
}

/** Values in an item, itself included; more than `most` when there are more, or when they stand deeper than so many levels. */
function valuesIn(item: unknown, levels: number, most: number): number {
  if (typeof item !== 'object' || item === null) return 1;
  let count = 1;
  for (const name in item) {
    if (levels === 0 || count > most) return most + 1;
    count += valuesIn((item as Fields)[name], levels - 1, most - count);
  }
  return count;
}

const indexOf = ({ index }: Fields): number | undefined => (typeof index === 'number' ? index : undefined);

/** Whether more text of the same detail may follow: a signature ends it, and encrypted data comes in one piece. */
const isOpen = (detail: Fields): boolean => typeof detail['signature'] !== 'string' && typeof detail['data'] !== 'string';

/** Names and ids come once, arguments in pieces. */
function mergeToolCall(whole: Fields, fragment: Fields): void {
  const [before, added] = [whole['function'], fragment['function']];
  mergeFields(whole, fragment, []);
  if (!isRecord(added)) return;
  const joined: Fields = isRecord(before) ? before : {};
  mergeFields(joined, added, ['arguments']);
  whole['function'] = joined;
}

const mergeReasoning = (whole: Fields, fragment: Fields): void => mergeFields(whole, fragment, ['text', 'summary']);

/** What is null says nothing. Texts under the names in `grows` are put together; of anything else the last word counts. */
function mergeFields(whole: Fields, fragment: Fields, grows: readonly string[]): void {
  for (const [name, value] of Object.entries(fragment)) {
    const before = Object.hasOwn(whole, name) ? whole[name] : undefined;
    if (grows.includes(name) && typeof before === 'string' && typeof value === 'string') whole[name] = before + value;
    else if (name !== '__proto__' && (before === undefined || value !== null)) whole[name] = value;
  }
}
