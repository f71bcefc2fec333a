import * as z from 'zod';
import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import { contentParts } from './contentParts.ts';

const text = z.string().nullish().catch(undefined);
/** Names and ids: an empty one names nothing. */
const name = text.transform((value) => value?.trim() || undefined);

/** As it came: what it holds is checked where it is used. */
const rawList = z.array(z.unknown()).nullish().catch(undefined);
const reasoningDetailSchema = z.object({ text, summary: text });

const deltaSchema = z.object({
  /** A text, or a list of parts. */
  content: z.unknown().optional(),
  refusal: text,
  reasoning: z.unknown().optional(),
  /** What DeepSeek's own server, vLLM and llama.cpp call it; Ollama says `thinking`. */
  reasoning_content: z.unknown().optional(),
  thinking: z.unknown().optional(),
  reasoning_details: rawList,
  tool_calls: rawList,
  /** What `tool_calls` was before there could be several. */
  function_call: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  annotations: rawList,
  citations: rawList,
  images: rawList,
});

const choiceSchema = z.object({
  delta: deltaSchema.nullish().catch(undefined),
  /** The whole of it: of a server that did not stream, or that repeats at the end what it streamed. */
  message: deltaSchema.nullish().catch(undefined),
  /** In place of `delta` where the older completions are spoken. */
  text,
  finish_reason: text,
  native_finish_reason: text,
  error: z.unknown().optional(),
});

/**
 * One chunk of a completion, read loosely: the API has no versions, fields and values appear unannounced, null means absent.
 * Only what is no object at all does not parse.
 */
export const chunkSchema = z.object({
  id: name,
  model: name,
  provider: name,
  choices: z
    .array(choiceSchema.catch({ error: undefined }))
    .nullish()
    .catch(undefined),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
  /** Addresses or objects, beside the choices (Perplexity and those who follow it). */
  citations: rawList,
  search_results: rawList,
});

type Delta = z.infer<typeof deltaSchema>;

/** What one message brings: text, reasoning, and what is kept beside them. */
export interface ChunkContent extends AnswerExtras {
  readonly text: string;
  readonly reasoning: string;
}

export function contentOf(delta: Delta): ChunkContent {
  const { text, reasoning, images, annotations } = contentParts(delta.content);
  const call = delta.function_call;
  return {
    text: text || (delta.refusal ?? ''),
    reasoning: reasoning + reasoningOf(delta),
    annotations: [...(delta.annotations ?? []), ...annotations],
    citations: delta.citations ?? [],
    images: [...(delta.images ?? []), ...images],
    toolCalls: delta.tool_calls ?? (call ? [{ index: 0, type: 'function', function: call }] : []),
    reasoningDetails: delta.reasoning_details ?? [],
  };
}

/** `reasoning` and `reasoning_details` carry the same text in the same chunk: the details count only where the plain form is absent. */
function reasoningOf({ reasoning, reasoning_content, thinking, reasoning_details }: Delta): string {
  for (const plain of [reasoning, reasoning_content, thinking]) {
    const parts = contentParts(plain);
    if (parts.text + parts.reasoning !== '') return parts.text + parts.reasoning;
  }
  return reasoning_details?.map(textOfDetail).join('') ?? '';
}

function textOfDetail(detail: unknown): string {
  const { text, summary } = reasoningDetailSchema.catch({}).parse(detail);
  return text ?? summary ?? '';
}

/** Words for a reason that others have names of their own for. */
const reasons: Readonly<Record<string, string>> = {
  max_tokens: 'length',
  max_output_tokens: 'length',
  max_completion_tokens: 'length',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  safety: 'content_filter',
};
const noReasons: ReadonlySet<string> = new Set(['', 'null', 'none', 'undefined', 'finish_reason_unspecified']);

/** Why the model ended, in the words of OpenRouter where it has some; null where nothing is said: some servers do so in words. */
export function finishReasonOf(said: string | null | undefined): string | null {
  const word = said?.trim() ?? '';
  const plain = word.toLowerCase();
  return noReasons.has(plain) ? null : (reasons[plain] ?? word);
}
