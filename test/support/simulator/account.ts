import type { Decimal } from 'decimal.js';
import type { Bill } from './bill.ts';
import { Exact } from './exact.ts';

interface Charged {
  readonly key: string | null;
  readonly at: number;
  readonly usd: string;
}

interface KeyTerms {
  /** ms since the epoch. */
  readonly now: number;
  readonly limitUsd: number | null;
  /** Requests of free models each day. */
  readonly freeLimit: number;
  readonly isFreeTier: boolean;
}

/** What each key was charged, exact. */
export class Account {
  /** In order of completion. */
  readonly bills: Bill[] = [];
  readonly #elsewhere: Charged[] = [];

  /** Another program pays with the same key. */
  chargeElsewhere(charged: Charged): void {
    this.#elsewhere.push(charged);
  }

  /** Charged to a key at or after `since` (ms). */
  usage(key: string | null, since = -Infinity): Decimal {
    return sum([...this.bills.map((bill) => ({ ...bill, usd: bill.costUsd })), ...this.#elsewhere], key, since);
  }

  /** The answer of `/key`. Days, weeks (from Monday) and months are those of UTC. */
  keyRecord(key: string | null, { now, limitUsd, freeLimit, isFreeTier }: KeyTerms): object {
    const day = new Date(now).setUTCHours(0, 0, 0, 0);
    const week = day - ((new Date(day).getUTCDay() + 6) % 7) * 86_400_000;
    const month = new Date(day).setUTCDate(1);
    const byok = this.bills.filter((bill) => bill.byok).map((bill) => ({ ...bill, usd: bill.upstreamUsd }));
    const total = this.usage(key);
    const free = this.bills.filter((bill) => bill.key === key && bill.at >= day && bill.modelId.endsWith(':free')).length;
    return {
      label: 'sk-or-v1-sim...ted',
      limit: limitUsd,
      limit_remaining: limitUsd === null ? null : new Exact(limitUsd).minus(total).toNumber(),
      limit_reset: null,
      include_byok_in_limit: false,
      usage: total.toNumber(),
      usage_daily: this.usage(key, day).toNumber(),
      usage_weekly: this.usage(key, week).toNumber(),
      usage_monthly: this.usage(key, month).toNumber(),
      byok_usage: sum(byok, key).toNumber(),
      byok_usage_daily: sum(byok, key, day).toNumber(),
      byok_usage_weekly: sum(byok, key, week).toNumber(),
      byok_usage_monthly: sum(byok, key, month).toNumber(),
      is_free_tier: isFreeTier,
      is_management_key: false,
      free_model_daily_requests: { used: free, limit: freeLimit, remaining: Math.max(0, freeLimit - free) },
    };
  }
}

function sum(charges: readonly Charged[], key: string | null, since = -Infinity): Decimal {
  return Exact.sum(0, ...charges.filter((charged) => charged.key === key && charged.at >= since).map(({ usd }) => usd));
}
