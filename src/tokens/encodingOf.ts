/** The two rank tables that ship with the product. */
export type EncodingName = 'o200k_base' | 'cl100k_base';

export interface ModelEncoding {
  readonly name: EncodingName;
  /** False for families whose tokenizer is not built in: their count is an approximation. */
  readonly exact: boolean;
}

/** OpenAI's models by name; gpt-4o and all that came later (o-series, gpt-4.1, gpt-5, gpt-oss, …) share one encoding. */
export function encodingOf(modelId: string): ModelEncoding {
  const model = /^~?(?:openai\/)?((?:chatgpt|codex|gpt)-.+|o\d(?:[-:].*)?)$/.exec(modelId)?.[1];
  if (model === undefined) return { name: 'o200k_base', exact: false };
  const older = /^gpt-(3\.?5|4)(?![.\do])/.test(model);
  return { name: older ? 'cl100k_base' : 'o200k_base', exact: true };
}
