/**
 * `61.4 %`, with so many decimals. A part that is there is never nothing, and only the whole is 100 %: what is rounded stays below it.
 * A whole of zero is used up by anything.
 */
export function percentOf(part: number, whole: number, decimals = 0): string {
  const least = 10 ** -decimals;
  // Divided first: 100 times a sum over the same sum can be 99.99999999999999, and a whole would be shown as 99 %.
  const percent = whole > 0 ? 100 * (part / whole) : part > 0 ? 100 : 0;
  if (percent > 0 && percent < least) return `< ${least} %`;
  const shown = percent < 100 ? Math.min(100 - least, percent) : percent;
  return `${shown.toFixed(decimals)} %`;
}
