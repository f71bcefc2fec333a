import { Decimal } from 'decimal.js';
import type { Usd } from './money.ts';

/** 40 digits: prices have up to 16 decimals, sums run over years. */
const Money = Decimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 40 });

/** Reads a price or a cost. Null for what is not a finite decimal number: the caller must say what unknown means there. */
export function parseUsd(text: string | number | null | undefined): Decimal | null {
  if (text === null || text === undefined || text === '') return null;
  try {
    const value = new Money(text);
    return value.isFinite() ? value : null;
  } catch {
    return null;
  }
}

export function toUsd(value: Decimal): Usd {
  return value.toFixed();
}

export function zeroUsd(): Decimal {
  return new Money(0);
}

export type { Decimal };
