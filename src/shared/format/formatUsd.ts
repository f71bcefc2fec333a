import type { Usd } from '../model/money.ts';

/**
 * USD for people, thousands apart: 2 decimals from one dollar, 4 from one cent, 3 significant digits below; a non-zero sum never prints as zero,
 * unknown (or not a decimal number) is `$?`. Full precision belongs into tooltips and exports.
 */
export function formatUsd(usd: Usd | null): string {
  if (usd === null || !isDecimal(usd)) return '$?';
  return formatFor(Math.abs(Number(usd))).format(usd);
}

/** The borders are half a last digit below the round sum, where rounding carries into the next format: never "$1.0000". */
function formatFor(size: number): Intl.NumberFormat {
  if (size >= 0.99995) return fromOneDollar;
  if (size >= 0.009995) return fromOneCent;
  return belowOneCent;
}

// Intl reads decimal strings exactly; a double would round 1.005 down.
const dollars: Intl.NumberFormatOptions = { style: 'currency', currency: 'USD', signDisplay: 'negative' };
const fromOneDollar = new Intl.NumberFormat('en-US', dollars);
const fromOneCent = new Intl.NumberFormat('en-US', { ...dollars, minimumFractionDigits: 4 });
const belowOneCent = new Intl.NumberFormat('en-US', { ...dollars, minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
}
