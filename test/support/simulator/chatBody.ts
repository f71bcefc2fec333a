import type { PromptMessage } from './tokenize.ts';

/** The body of `POST /chat/completions`, as far as the simulator reads it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly PromptMessage[];
  readonly max_tokens?: number;
  readonly stream?: boolean;
  readonly provider?: {
    readonly max_price?: Readonly<Record<string, string | number | null>>;
    /** Only providers that support every parameter of the request. */
    readonly require_parameters?: boolean;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export function isChatBody(body: unknown): body is ChatBody {
  const { model, messages } = (body ?? {}) as Partial<ChatBody>;
  return (
    typeof model === 'string' &&
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.every(({ content }) => typeof content === 'string')
  );
}
