import type { Spend } from './costs.ts';
import type { Usd } from './money.ts';
import { sumUsd } from './sumUsd.ts';

/**
 * Money after some of its figures have moved. What a conversation costs more, its day and its month do, too, unless they are named themselves.
 * Moves that name the same figures may be joined: only the last one counts.
 */
export function spendAfter(known: Spend, moved: Partial<Spend>): Spend {
  const { conversationUsd = known.conversationUsd } = moved;
  if (conversationUsd === known.conversationUsd) return { ...known, ...moved };
  const grown = (usd: Usd) => sumUsd([usd, conversationUsd, `-${known.conversationUsd}`]);
  return { ...known, todayUsd: grown(known.todayUsd), monthUsd: grown(known.monthUsd), ...moved };
}
