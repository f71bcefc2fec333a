import type { PriceOverride } from '../../../shared/model/catalogue.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * Whether a rule's prices apply to a prompt of so many tokens that is sent at `at` (ms since the epoch). All of its conditions must hold, each
 * by itself: the weekday is that of the very moment in UTC, also behind midnight in a window that wraps. A window whose end is not after its
 * start wraps, so that 0 is the end of the day. Source: https://openrouter.ai/docs/guides/overview/models, "Pricing Overrides".
 */
export function ruleHolds(rule: PriceOverride, promptTokens: number, at: number): boolean {
  const { minPromptTokens, utcStart, utcEnd, utcDays } = rule;
  if (minPromptTokens !== undefined && promptTokens <= minPromptTokens) return false;
  const moment = new Date(at);
  if (utcDays && !utcDays.includes(weekdays[moment.getUTCDay()] ?? '')) return false;
  if (utcStart === undefined && utcEnd === undefined) return true;
  const time = moment.getUTCHours() * 100 + moment.getUTCMinutes();
  const start = utcStart ?? 0;
  const end = utcEnd ?? 0;
  return end > start ? time >= start && time < end : time >= start || time < end;
}

/** Whether there is a time at which the rule's prices could apply to a prompt of at most so many tokens. */
export function ruleCanHold({ minPromptTokens }: PriceOverride, promptTokensBound: number): boolean {
  return minPromptTokens === undefined || promptTokensBound > minPromptTokens;
}
