/** A model of one server: the same name may stand for different models, prices and keys on another one. */
export interface ModelReference {
  /** Id of the server: its base URL without the slash at the end, or `demonstrationEndpoint`; null when it is not known. Never holds a key. */
  readonly endpoint: string | null;
  /** As that server calls the model ("openai/gpt-5-mini"). */
  readonly modelId: string;
}

/** The endpoint of the built-in model: no server at all. Not a URL, so that no base URL is ever equal to it. */
export const demonstrationEndpoint = 'demonstration';

/** The id of the server behind a base URL. */
export function endpointOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}

/** Equal for equal references and for no others: for maps, and stable enough to be kept. A space stands in no URL. */
export function modelKey({ endpoint, modelId }: ModelReference): string {
  return `${endpoint ?? ''} ${modelId}`;
}
