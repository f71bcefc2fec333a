import { describe, expect, it } from 'vitest';
import { LiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import type { RequestAttemptOptions } from '../../../../src/core/answers/requestAttempt.ts';
import { BudgetWatch } from '../../../../src/core/answers/budgetMonitor.ts';
import type { RunningCost } from '../../../../src/core/money/ledger/ledgerSums.ts';
import { GuardRig } from '../money/kit/guardRig.ts';
import { runningAttempt, text } from '../money/kit/runningAttempt.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

/** A day's $20, and answers to prompts of $10 at $2 a token. */
function watching(messageAlertUsd: number | null = null) {
  const rig = new GuardRig({ budget: { dayUsd: 20 } });
  const answers: LiveAnswer[] = [];
  const running = (): readonly RunningCost[] =>
    answers.map(({ attempt, conversationId, cost }) => ({ attemptId: attempt.id, modelId: 'm', conversationId, cost }));
  const watch = new BudgetWatch({
    ...{ guard: rig.guard, bus: rig.bus, clock: rig.clock, running },
    settings: () => ({
      ...{ defaultModelId: 'm', systemPrompt: '', temperature: 0.7, maxReplyTokens: 100, messageAlertUsd },
      budget: rig.budget,
    }),
  });
  const answer = (id: string, options: Partial<RequestAttemptOptions> = {}) => {
    const live = new LiveAnswer({ messageId: id, conversationId: 'c', attempt: runningAttempt({ id, ...options }) });
    answers.push(live);
    return live;
  };
  /** So many tokens arrive, each 10 ms after the one before. */
  const grow = (live: LiveAnswer, tokens: number) => {
    for (let token = 0; token < tokens; token++) {
      live.accept(text);
      rig.clock.advance(10);
      watch.look(live);
    }
  };
  return { rig, watch, answer, grow };
}

describe('a running answer', () => {
  it('is ended by the first piece that goes beyond the budget', async () => {
    const { watch, answer, grow } = watching();
    const live = answer('a');
    watch.watch(live);
    await watch.refresh();
    grow(live, 5);
    const before = live.endReason;
    grow(live, 1);
    expect([before, live.endReason, live.attempt.signal.aborted]).toEqual([null, 'budget', true]);
  });

  it('is looked at however fast another one is', async () => {
    const { rig, watch, answer } = watching();
    const [fast, slow] = [answer('fast', { model: () => pricedModel({ promptUsd: '0', completionUsd: '0' }) }), answer('slow')];
    for (const live of [fast, slow]) watch.watch(live);
    await watch.refresh();
    for (let token = 0; token < 20; token++) {
      rig.clock.advance(9);
      fast.accept(text);
      watch.look(fast);
      rig.clock.advance(1);
      slow.accept(text);
      watch.look(slow);
      if (slow.endReason) break;
    }
    expect(slow.endReason).toBe('budget');
  });

  it('of the demonstration, or at an unknown price, is never ended', async () => {
    const { watch, answer, grow } = watching(1);
    const models = [pricedModel({ promptUsd: '1', completionUsd: '2', simulated: true }), pricedModel({ promptUsd: null })];
    for (const [index, model] of models.entries()) {
      const live = answer(String(index), { model: () => model });
      watch.watch(live);
      await watch.refresh();
      grow(live, 50);
      expect(live.endReason).toBeNull();
    }
  });

  it('is told of once when it is dearer than the alert of a message', () => {
    const { rig, answer, grow } = watching(14);
    const live = answer('a');
    grow(live, 2);
    const before = rig.told('budget.alert').length;
    grow(live, 3);
    expect([before, rig.told('budget.alert')]).toEqual([
      0,
      [{ type: 'budget.alert', conversationId: 'c', messageId: 'a', alertUsd: '14' }],
    ]);
  });

  it('is not told of without an alert', () => {
    const { rig, answer, grow } = watching();
    grow(answer('a'), 5);
    expect(rig.told('budget.alert')).toEqual([]);
  });
});
