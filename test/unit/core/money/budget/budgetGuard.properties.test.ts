import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import { toUsd, zeroUsd } from '../../../../../src/shared/model/usd.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import { GuardRig, minute, usd } from '../kit/guardRig.ts';
import { bill, guess, settlement, unknown } from '../kit/ledgerEntry.ts';
import { propertyRuns } from '../../../../support/propertyRuns.ts';

interface Sent {
  readonly attemptId: string;
  readonly worstUsd: string;
}

const amount = fc.integer({ min: 0, max: 40 }).map((cents) => usd(String(cents)).div(100));
const share = fc.integer({ min: 0, max: 100 }).map((percent) => usd(String(percent)).div(100));
/** What happens: in one of three windows, or to one of the requests that were sent. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      window: fc.nat(2),
      fixed: amount,
      token: amount,
      crash: fc.constantFrom('no', 'no', 'before sending', 'after sending'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('bill' as const), which: fc.nat(30), share }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('estimate' as const), which: fc.nat(30), share, isUnknown: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('news' as const), window: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
);

describe('whatever happens', () => {
  it('bills that keep to what was reserved never exceed a limit, in windows that know little of each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
        fc.integer({ min: 0, max: 3 }),
        async (steps, limit) => {
          const rig = new GuardRig({ budget: { conversationUsd: limit, monthUsd: limit + 1 } });
          const windows = [0, 1, 2].map(() => {
            const costs = new CostTracker(rig.ledger, rig.clock);
            return { costs, guard: rig.anotherWindow(costs) };
          });
          const sent: Sent[] = [];
          for (const [index, each] of steps.entries()) {
            const attempt = 'which' in each ? sent[each.which % Math.max(1, sent.length)] : undefined;
            const attemptId = `attempt ${String(index)}`;
            if (each.do === 'ask') {
              const order = {
                attemptId,
                conversationId: 'c',
                maxTokens: 20,
                leastTokens: 16,
                fixedUsd: each.fixed,
                tokenUsd: each.token.div(10),
              };
              const granted = await windows[each.window]?.guard.reserve(order, []).catch((error: unknown) => {
                if (ChatError.is(error, 'BUDGET_EXCEEDED')) return null;
                throw error;
              });
              if (!granted || each.crash === 'before sending') continue;
              await rig.ledger.openAttempt({
                id: attemptId,
                conversationId: 'c',
                messageId: attemptId,
                purpose: 'chat',
                modelId: 'm',
                simulated: false,
                createdAt: rig.clock.now(),
                forecast: null,
              });
              if (each.crash === 'no') sent.push({ attemptId, worstUsd: toUsd(granted.worstUsd) });
            } else if (each.do === 'bill' && attempt && rig.ledger.find(attempt.attemptId).settlement?.cost.source !== 'usage')
              await rig.ledger.settle(attempt.attemptId, settlement(bill(toUsd(usd(attempt.worstUsd).mul(each.share)))));
            else if (each.do === 'estimate' && attempt) {
              const cost = each.isUnknown ? unknown : guess(toUsd(usd(attempt.worstUsd).mul(each.share)));
              await rig.ledger.settle(attempt.attemptId, settlement(cost));
            } else if (each.do === 'news') windows[each.window]?.costs.invalidate();
            else if (each.do === 'wait') {
              // News of other windows do not take that long.
              for (const { costs } of windows) costs.invalidate();
              rig.clock.advance(each.minutes * minute);
            }
          }
          // In the end everything costs what it was reserved at, unless it was billed.
          const entries = await rig.ledger.entries({ since: 0 });
          const kept = new Map((await rig.store.all()).map((reservation) => [reservation.attemptId, reservation.worstUsd]));
          const total = entries.reduce((sum, { id, settlement }) => {
            const billed = settlement?.cost.source === 'usage' ? settlement.cost.usd : kept.get(id);
            return sum.add(usd(billed ?? '0'));
          }, zeroUsd());
          expect(total.lte(limit)).toBe(true);
        },
      ),
      { seed: 20261127, numRuns: propertyRuns(500) },
    );
  });

  it('every cent of a limit can be used', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(share, { maxLength: 12 }), async (shares) => {
        const rig = new GuardRig({ budget: { dayUsd: 1 } });
        let spent = zeroUsd();
        for (const [index, part] of shares.entries()) {
          const left = usd('1').sub(spent);
          const order = { attemptId: String(index), maxTokens: 1, leastTokens: 1, fixedUsd: left, tokenUsd: zeroUsd() };
          // All that is left can be reserved, whatever was reserved and billed before.
          expect((await rig.reserve(order)).worstUsd).toBe(toUsd(left));
          const costUsd = left.mul(part);
          await rig.ledger.openAttempt({
            id: String(index),
            conversationId: 'c',
            messageId: 'm',
            purpose: 'chat',
            modelId: 'm',
            simulated: false,
            createdAt: rig.clock.now(),
            forecast: null,
          });
          await rig.ledger.settle(String(index), settlement(bill(toUsd(costUsd))));
          rig.costs.invalidate();
          spent = spent.add(costUsd);
        }
      }),
      { seed: 20261127, numRuns: propertyRuns(200) },
    );
  });
});
