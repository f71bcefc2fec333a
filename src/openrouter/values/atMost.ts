/** A part of a count, which never exceeds the whole; undefined where the part is not reported. */
export function atMost(whole: number, part: number | null | undefined): number | undefined {
  return typeof part === 'number' ? Math.min(part, whole) : undefined;
}
