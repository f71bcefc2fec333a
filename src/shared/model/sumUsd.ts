import type { Usd } from './money.ts';

const plainDecimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * The exact sum of decimal strings as `toUsd` writes them (no exponents). Whole numbers of the last digit are added, because a double would
 * lose some and a library for decimals is more than the page needs. What is no decimal number adds nothing.
 */
export function sumUsd(usds: readonly Usd[]): Usd {
  const parts = usds.map((usd) => plainDecimal.exec(usd)).filter((match) => match !== null);
  const decimals = Math.max(0, ...parts.map(([, , , fraction = '']) => fraction.length));
  const sum = parts.reduce((total, [, sign, whole = '', fraction = '']) => {
    const digits = BigInt(whole + fraction.padEnd(decimals, '0'));
    return sign === '-' ? total - digits : total + digits;
  }, 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return `${sum < 0n ? '-' : ''}${whole}${decimals > 0 && fraction !== '' ? `.${fraction}` : ''}`;
}
