import { describe, expect, it } from 'vitest';
import { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import type { RequestAttemptOptions } from '../../../../src/core/answers/requestAttempt.ts';
import { BudgetMonitor } from '../../../../src/core/answers/budgetMonitor.ts';
import type { RunningCost } from '../../../../src/core/money/ledger/ledgerSums.ts';
import { GuardRig } from '../money/kit/guardRig.ts';
import { runningAttempt, text } from '../money/kit/runningAttempt.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

/** A day's $20, and answers to prompts of $10 at $2 a token. */
function watching(messageAlertUsd: number | null = null) {
  const rig = new GuardRig({ budget: { dayUsd: 20 } });
  const answers: ActiveAnswer[] = [];
  const running = (): readonly RunningCost[] =>
    answers.map(({ attempt, conversationId, cost }) => ({ attemptId: attempt.id, modelId: 'm', conversationId, cost }));
  const monitor = new BudgetMonitor({
    guard: rig.guard,
    bus: rig.bus,
    clock: rig.clock,
    running,
    settings: () => ({
      defaultModelId: 'm',
      systemPrompt: '',
      temperature: 0.7,
      maxReplyTokens: 100,
      messageAlertUsd,
      budget: rig.budget,
    }),
  });
  const answer = (id: string, options: Partial<RequestAttemptOptions> = {}) => {
    const live = new ActiveAnswer({ messageId: id, conversationId: 'c', attempt: runningAttempt({ id, ...options }) });
    answers.push(live);
    return live;
  };
  /** Observes the answer from now on. `grow`: so many tokens arrive, each 10 ms after the one before. */
  const observe = (live: ActiveAnswer) => {
    const observation = monitor.observe(live);
    const grow = (tokens: number) => {
      for (let token = 0; token < tokens; token++) {
        live.accept(text);
        rig.clock.advance(10);
        observation.onPiece(text);
      }
    };
    return { grow, onPiece: () => observation.onPiece(text) };
  };
  return { rig, monitor, answer, observe };
}

describe('a running answer', () => {
  it('is ended by the first piece that goes beyond the budget', async () => {
    const { monitor, answer, observe } = watching();
    const live = answer('a');
    const { grow } = observe(live);
    await monitor.refresh();
    grow(5);
    const before = live.endReason;
    grow(1);
    expect([before, live.endReason, live.attempt.signal.aborted]).toEqual([null, 'budget', true]);
  });

  it('is checked however fast another one is', async () => {
    const { rig, monitor, answer, observe } = watching();
    const [fast, slow] = [answer('fast', { model: () => pricedModel({ promptUsd: '0', completionUsd: '0' }) }), answer('slow')];
    const [ofFast, ofSlow] = [observe(fast), observe(slow)];
    await monitor.refresh();
    for (let token = 0; token < 20; token++) {
      rig.clock.advance(9);
      fast.accept(text);
      ofFast.onPiece();
      rig.clock.advance(1);
      slow.accept(text);
      ofSlow.onPiece();
      if (slow.endReason) break;
    }
    expect(slow.endReason).toBe('budget');
  });

  it('of the demonstration, or at an unknown price, is never ended', async () => {
    const { monitor, answer, observe } = watching(1);
    const models = [pricedModel({ promptUsd: '1', completionUsd: '2', simulated: true }), pricedModel({ promptUsd: null })];
    for (const [index, model] of models.entries()) {
      const live = answer(String(index), { model: () => model });
      const { grow } = observe(live);
      await monitor.refresh();
      grow(50);
      expect(live.endReason).toBeNull();
    }
  });

  it('is reported once when it is dearer than the alert of a message', () => {
    const { rig, answer, observe } = watching(14);
    const { grow } = observe(answer('a'));
    grow(2);
    const before = rig.eventsOf('budget.alert').length;
    grow(3);
    expect([before, rig.eventsOf('budget.alert')]).toEqual([
      0,
      [{ type: 'budget.alert', conversationId: 'c', messageId: 'a', alertUsd: '14' }],
    ]);
  });

  it('is not reported without an alert', () => {
    const { rig, answer, observe } = watching();
    observe(answer('a')).grow(5);
    expect(rig.eventsOf('budget.alert')).toEqual([]);
  });
});
