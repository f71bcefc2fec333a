import type { Budget } from './budget.ts';

/** What the orchestrator reads from the settings at the moment it needs it. */
export interface ChatSettings {
  readonly defaultModelId: string;
  readonly systemPrompt: string;
  /** 0–2; null: none is sent. */
  readonly temperature: number | null;
  /** Upper bound of one answer. */
  readonly maxReplyTokens: number;
  readonly budget: Budget;
  /** USD of one message from which on the user is notified; null = never. */
  readonly messageAlertUsd: number | null;
}
