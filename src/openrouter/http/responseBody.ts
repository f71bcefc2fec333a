/** The body of an answer, and what it is by its beginning. Some servers name it wrong: the content type alone decides nothing but the words. */
export interface ResponseBody {
  /** An event stream, JSON, or something that no model service sends. */
  readonly kind: 'events' | 'json' | 'foreign';
  /** As the header names it, without parameters; empty where it does not. */
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Characters that are enough to know a body by. */
const headLength = 16;

/** Waits for the first characters of the body, but not where the header says that it is an event stream. */
export async function openBody(contentTypeHeader: string | null, bytes: AsyncGenerator<Uint8Array, void>): Promise<ResponseBody> {
  const contentType = contentTypeHeader?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (contentType === 'text/event-stream') return { kind: 'events', contentType, bytes };
  const taken: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let head = '';
  while (head.length < headLength) {
    const { done, value } = await bytes.next();
    if (done) break;
    taken.push(value);
    head = (head + decoder.decode(value, { stream: true })).trimStart();
  }
  return { kind: kindOf(head), contentType, bytes: joined(taken, bytes) };
}

function kindOf(head: string): ResponseBody['kind'] {
  if (/^(?:data|event|id|retry|error)?\s*:/.test(head)) return 'events';
  return /^[[{]/.test(head) ? 'json' : 'foreign';
}

async function* joined(taken: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* taken;
  yield* rest;
}
