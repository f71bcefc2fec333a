import { Decimal } from 'decimal.js';

/** Independent of the product's own precision settings: this is the other side's bookkeeping. */
export const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });
