interface ContractSetting {
  readonly scope: 'application' | 'window';
  /** In `restrictedConfigurations`: ignored while the workspace is not trusted. */
  readonly restricted?: true;
  /** Absent where the contract leaves the value open. */
  readonly default?: unknown;
}

/**
 * The settings that people's files may hold, with what is promised about them. `application`, not `machine`: it holds in remote windows
 * too, and no workspace can set it.
 */
export const contractSettings: Readonly<Record<string, ContractSetting>> = {
  'neuralTerminal.openRouter.baseUrl': { scope: 'application' },
  'neuralTerminal.openRouter.provider': { scope: 'application', default: {} },
  'neuralTerminal.openRouter.timeoutSeconds': { scope: 'application', default: 60 },
  'neuralTerminal.endpoints': { scope: 'application', default: [] },
  'neuralTerminal.model.default': { scope: 'window', restricted: true },
  'neuralTerminal.model.fallbacks': { scope: 'window', restricted: true, default: 'auto' },
  'neuralTerminal.conversation.systemPrompt': {
    scope: 'window',
    restricted: true,
    default: 'You are a precise, technical assistant. Be concise.',
  },
  'neuralTerminal.conversation.temperature': { scope: 'window', restricted: true, default: 0.7 },
  'neuralTerminal.conversation.replyReserveTokens': { scope: 'window', restricted: true, default: 500 },
  'neuralTerminal.conversation.maxReplyTokens': { scope: 'window', restricted: true, default: 16_384 },
  'neuralTerminal.presets': { scope: 'window', restricted: true, default: [] },
  'neuralTerminal.budget.conversationUsd': { scope: 'application', default: 5 },
  'neuralTerminal.budget.dayUsd': { scope: 'application', default: null },
  'neuralTerminal.budget.monthUsd': { scope: 'application', default: null },
  'neuralTerminal.budget.messageAlertUsd': { scope: 'application', default: 1 },
  'neuralTerminal.budget.warnAtPercent': { scope: 'application', default: 80 },
  'neuralTerminal.breaker.failures': { scope: 'application', default: 5 },
  'neuralTerminal.breaker.recoverySeconds': { scope: 'application', default: 30 },
  'neuralTerminal.context.strategy': { scope: 'window', default: 'truncate' },
  'neuralTerminal.guard.outbound': { scope: 'application', default: 'ask' },
  'neuralTerminal.guard.output': { scope: 'application', default: 'mark' },
  'neuralTerminal.theme': { scope: 'window', default: 'phosphor' },
  'neuralTerminal.layout': { scope: 'window', default: 'auto' },
  'neuralTerminal.tick': { scope: 'window', default: 'off' },
  'neuralTerminal.metrics.port': { scope: 'application', default: 0 },
};
