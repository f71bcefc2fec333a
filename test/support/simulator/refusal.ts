/** An answer instead of a stream, in OpenRouter's shape of errors. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly metadata?: object;
  readonly availability?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusalBody({ status, message, metadata, availability }: Refusal): object {
  return { error: { code: status, message, ...(metadata && { metadata }), ...(availability && { availability }) } };
}
