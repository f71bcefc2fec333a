import type { Usd } from './model.ts';

/**
 * USD for people: 2 decimals from one dollar, 4 from one cent, 3 significant digits below; a non-zero sum never prints as zero,
 * unknown is `$?`. Full precision belongs into tooltips and exports.
 */
export function formatUsd(usd: Usd | null): string {
  if (usd === null) return '$?';
  const value = Number(usd);
  if (!Number.isFinite(value)) return '$?';
  const sign = value < 0 ? '-' : '';
  return `${sign}$${digits(Math.abs(value))}`;
}

function digits(value: number): string {
  if (value === 0) return '0.00';
  if (value >= 0.99995) return value.toFixed(2);
  if (value >= 0.009999995) return value.toFixed(4);
  const decimals = 2 - Math.floor(Math.log10(value));
  return value.toFixed(Math.min(decimals, 100));
}
