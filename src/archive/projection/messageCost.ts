import { parseUsd, toUsd, zeroUsd } from '../../shared/model/usd.ts';
import type { Cost, CostSource } from '../../shared/model/money.ts';

/** From the weakest word on a price to the strongest; `local` has no price. */
const strength: readonly CostSource[] = ['unknown', 'estimate', 'usage', 'generation', 'uncharged', 'simulated'];
const local: Cost = { source: 'local', usd: null };

/**
 * What a message cost: the sum of its request attempts, only as good as the weakest of them. While one of them is not settled or has no amount,
 * the sum is unknown. Simulated money is not added to real money, and a local server adds nothing. Null without attempts.
 */
export function messageCost(attempts: readonly (Cost | null)[]): Cost | null {
  const priced = attempts.filter((cost) => cost?.source !== 'local');
  if (priced.length === 0) return attempts.length === 0 ? null : local;
  const real = priced.filter((cost) => cost?.source !== 'simulated');
  const counted = real.length > 0 ? real : priced;
  let source: CostSource = 'simulated';
  let usd = zeroUsd();
  let chargeUsd = zeroUsd();
  let upstreamUsd = zeroUsd();
  let hasParts = false;
  for (const cost of counted) {
    const amountUsd = parseUsd(cost?.usd);
    if (!cost || amountUsd === null || cost.source === 'unknown') return { source: 'unknown', usd: null };
    if (strength.indexOf(cost.source) < strength.indexOf(source)) source = cost.source;
    usd = usd.plus(amountUsd);
    hasParts ||= cost.parts !== undefined;
    chargeUsd = chargeUsd.plus(parseUsd(cost.parts?.chargeUsd) ?? amountUsd);
    upstreamUsd = upstreamUsd.plus(parseUsd(cost.parts?.upstreamUsd) ?? 0);
  }
  return { source, usd: toUsd(usd), ...(hasParts && { parts: { chargeUsd: toUsd(chargeUsd), upstreamUsd: toUsd(upstreamUsd) } }) };
}
