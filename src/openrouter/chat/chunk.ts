import * as z from 'zod';

const text = z.string().nullish().catch(undefined);

/** As it came: what it holds is checked where it is used. */
const rawList = z.array(z.unknown()).nullish().catch(undefined);
const reasoningDetailSchema = z.object({ text, summary: text });

const deltaSchema = z.object({
  content: text,
  refusal: text,
  reasoning: text,
  /** What DeepSeek's own server, vLLM and llama.cpp call it. */
  reasoning_content: text,
  reasoning_details: rawList,
  tool_calls: rawList,
  annotations: rawList,
  images: rawList,
});

const choiceSchema = z.object({
  delta: deltaSchema.nullish().catch(undefined),
  /** In place of `delta` when the server did not stream. */
  message: deltaSchema.nullish().catch(undefined),
  finish_reason: text,
  native_finish_reason: text,
  error: z.unknown().optional(),
});

/**
 * One chunk of a completion, read loosely: the API has no versions, fields and values appear unannounced, null means absent.
 * Only what is no object at all does not parse.
 */
export const chunkSchema = z.object({
  id: text,
  model: text,
  provider: text,
  choices: z
    .array(choiceSchema.catch({ error: undefined }))
    .nullish()
    .catch(undefined),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
});

export type Delta = z.infer<typeof deltaSchema>;

export function textOf(delta: Delta): string {
  return delta.content ?? delta.refusal ?? '';
}

/** `reasoning` and `reasoning_details` carry the same text in the same chunk: the details count only where the plain form is absent. */
export function reasoningOf(delta: Delta): string {
  const plain = delta.reasoning ?? delta.reasoning_content;
  return plain ?? delta.reasoning_details?.map(textOfDetail).join('') ?? '';
}

function textOfDetail(detail: unknown): string {
  const { text, summary } = reasoningDetailSchema.catch({}).parse(detail);
  return text ?? summary ?? '';
}
