import * as z from 'zod';

/** Every setting with its shape and default. The manifest repeats the defaults for the settings editor; a test keeps the two equal. */
export const settingShapes = {
  'openRouter.baseUrl': z.string().default('https://openrouter.ai/api/v1'),
  'openRouter.provider': z.record(z.string(), z.unknown()).default({}),
  'openRouter.timeoutSeconds': z.number().min(10).max(300).default(60),
  'model.default': z.string().min(1).max(200).default('openai/gpt-5.6-luna-pro'),
  'conversation.systemPrompt': z.string().max(100_000).default('You are a precise, technical assistant. Be concise.'),
  'conversation.temperature': z.number().min(0).max(2).nullable().default(0.7),
  'conversation.maxReplyTokens': z.number().int().min(16).max(1_000_000).default(16_384),
  'budget.conversationUsd': z.number().nonnegative().nullable().default(5),
  'budget.dayUsd': z.number().nonnegative().nullable().default(null),
  'budget.monthUsd': z.number().nonnegative().nullable().default(null),
  'budget.messageAlertUsd': z.number().nonnegative().nullable().default(1),
  'budget.warnAtPercent': z.number().min(1).max(100).default(80),
  theme: z.enum(['phosphor', 'amber', 'editor']).default('phosphor'),
} as const;

export type SettingName = keyof typeof settingShapes;
