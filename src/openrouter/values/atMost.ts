/** A part of a count, which never exceeds the whole; undefined where one of them is not reported. */
export function atMost(whole: number | null, part: number | null | undefined): number | undefined {
  return typeof part === 'number' && whole !== null ? Math.min(part, whole) : undefined;
}
