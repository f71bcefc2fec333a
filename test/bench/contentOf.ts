/** The piece of the answer in one line of a stream; "" for everything that is none. */
export function contentOf(line: string): string {
  const data = /^data: (\{.*)/.exec(line)?.[1];
  const chunk = JSON.parse(data ?? '{}') as { choices?: { delta?: { content?: string } }[] };
  return chunk.choices?.[0]?.delta?.content ?? '';
}
