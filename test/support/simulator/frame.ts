/** One step of an answer as it goes over the wire. */
export type Frame =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  /** A piece of the answer; `wire` may damage the finished line. */
  | { readonly kind: 'text'; readonly text: string; readonly wire?: (line: Buffer) => Buffer }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** A chunk with these fields over the ordinary ones. */
  | { readonly kind: 'chunk'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'finish'; readonly reason: string | null; readonly native?: string }
  /** Newer recordings repeat the choice with its finish reason; the older documentation has no choice at all. */
  | {
      readonly kind: 'usage';
      readonly choices: 'repeated' | 'empty';
      /** What becomes of the usage on its way. */
      readonly as?: (usage: Readonly<Record<string, unknown>>) => object;
    }
  | { readonly kind: 'raw'; readonly text: string }
  /** Destroys the socket. */
  | { readonly kind: 'cut' }
  /** Nothing more, while the connection stays open. */
  | { readonly kind: 'silence' };

/** An ordinary answer, as recorded: comment, opening chunk, thoughts, pieces, finish, usage with the finish again, end mark. */
export function ordinaryFrames(thoughts: readonly string[], pieces: readonly string[], finishReason: 'stop' | 'length'): readonly Frame[] {
  return [
    { kind: 'comment', text: ' OPENROUTER PROCESSING' },
    { kind: 'text', text: '' },
    ...thoughts.map((text): Frame => ({ kind: 'reasoning', text })),
    ...pieces.map((text): Frame => ({ kind: 'text', text })),
    { kind: 'finish', reason: finishReason },
    { kind: 'usage', choices: 'repeated' },
    { kind: 'raw', text: 'data: [DONE]\n\n' },
  ];
}
