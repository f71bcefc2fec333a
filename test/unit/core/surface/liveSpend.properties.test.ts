import fc from 'fast-check';
import { expect, it } from 'vitest';
import { liveSpend } from '../../../../src/core/surface/liveSpend.ts';
import { SurfaceChannel } from '../../../../src/core/surface/surfaceChannel.ts';
import type { BudgetScope, BudgetStatus } from '../../../../src/shared/model/budget.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { parseUsd, toUsd, zeroUsd } from '../../../../src/shared/model/usd.ts';
import type { HostMessage } from '../../../../src/shared/protocol/messages.ts';
import { SurfaceStore } from '../../../../webview-ui/stores/surfaceStore.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';
import { status, surface } from '../../../webview/app/surfaceFixtures.ts';

const usd = fc.integer({ min: 0, max: 40 }).map((units) => toUsd(parseUsd(units)!.div(16)));
const limits = fc.subarray<BudgetScope>(['conversation', 'day', 'month']);

/** Money as a window may have it: a limit has spent what the sum of its extent says, and anything may be reserved. */
const spends: fc.Arbitrary<Spend> = fc
  .record({
    sums: fc.record({ conversation: usd, day: usd, month: usd }),
    about: fc.record({ conversation: fc.boolean(), day: fc.boolean(), month: fc.boolean() }),
    limits,
    limitUsd: usd,
    reserved: fc.array(usd, { minLength: 3, maxLength: 3 }),
    unresolved: fc.nat(2),
    shareUsd: usd,
  })
  .map(({ sums, about, limits: scopes, limitUsd, reserved, unresolved, shareUsd }) => {
    const budgets = scopes.map((scope, index): BudgetStatus => {
      const state = parseUsd(sums[scope])!.gte(limitUsd) ? 'reached' : 'ok';
      return {
        scope,
        limitUsd,
        spentUsd: sums[scope],
        approximate: about[scope],
        reservedUsd: reserved[index]!,
        warnAtPercent: 100,
        state,
      };
    });
    const left = budgets.map(({ spentUsd, approximate }) => {
      const each = parseUsd(limitUsd)!.sub(spentUsd);
      return { each: each.isNegative() ? zeroUsd() : each, approximate };
    });
    const leastUsd = left.map(({ each }) => each).reduce((least, each) => (each.lt(least) ? each : least), left[0]?.each ?? zeroUsd());
    return {
      conversationUsd: sums.conversation,
      conversationApproximate: about.conversation,
      todayUsd: sums.day,
      todayApproximate: about.day,
      monthUsd: sums.month,
      monthApproximate: about.month,
      leftUsd: budgets.length === 0 ? null : toUsd(leastUsd),
      leftApproximate: left.some(({ each, approximate }) => approximate && each.eq(leastUsd)),
      budgets,
      unresolved,
      byModel: [{ modelId: 'm', usd: shareUsd }],
    };
  });

/** What happens: money moves while an answer runs, or when one has ended, or the page paints what it was sent. */
const events = fc.oneof(
  fc.record({ spend: spends, live: fc.boolean() }),
  // Only what an answer adds to the sums.
  fc.record({ addUsd: usd, about: fc.boolean() }),
  fc.constant('painted' as const),
);

it('the money on a page is that of the window, however its changes were left out, joined, and held up', () => {
  fc.assert(
    fc.property(spends, fc.array(events, { maxLength: 30 }), (first, happening) => {
      const page = new SurfaceStore();
      let unpainted: number | null = null;
      const channel = new SurfaceChannel((message: HostMessage) => {
        if ('type' in message && (message.type === 'hostCommand' || message.type === 'reply')) return;
        const answer = page.apply(message);
        if (answer === 'resync') throw new Error('The page is out of step.');
        if (answer) unpainted = answer.painted;
      });
      const paint = () => {
        if (unpainted === null) return false;
        const rev = unpainted;
        unpainted = null;
        channel.painted(rev);
        return true;
      };
      channel.snapshot(surface({ status: status({ spend: first }) }));
      let truth = first;
      // The shares of the models wait for the end of an answer.
      let { byModel } = first;
      for (const event of happening) {
        if (event === 'painted') paint();
        else {
          const live = !('spend' in event) || event.live;
          truth = 'spend' in event ? event.spend : withMore(truth, event.addUsd, event.about);
          if (!live) byModel = truth.byModel;
          channel.push({ op: 'spend', spend: live ? liveSpend(truth, channel.sentSpend) : truth });
        }
      }
      while (paint());
      expect(page.status.value?.spend).toEqual({ ...truth, byModel });
    }),
    { seed: 20261130, numRuns: propertyRuns(500) },
  );
});

/** An answer of this conversation adds to all sums, out of what was reserved. */
function withMore(spend: Spend, addUsd: string, about: boolean): Spend {
  const more = (sumUsd: string) => toUsd(parseUsd(sumUsd)!.add(addUsd));
  const budgets = spend.budgets.map((budget): BudgetStatus => {
    const spentUsd = more(budget.spentUsd);
    const reservedUsd = parseUsd(budget.reservedUsd)!.sub(addUsd);
    return {
      ...budget,
      spentUsd,
      approximate: about,
      reservedUsd: toUsd(reservedUsd.isNegative() ? zeroUsd() : reservedUsd),
      state: parseUsd(spentUsd)!.gte(budget.limitUsd) ? 'reached' : 'ok',
    };
  });
  const left = budgets.map(({ limitUsd, spentUsd }) => parseUsd(limitUsd)!.sub(spentUsd));
  const leastUsd = left.reduce((least, each) => (each.lt(least) ? each : least), left[0] ?? zeroUsd());
  return {
    ...spend,
    conversationUsd: more(spend.conversationUsd),
    conversationApproximate: about,
    todayUsd: more(spend.todayUsd),
    todayApproximate: about,
    monthUsd: more(spend.monthUsd),
    monthApproximate: about,
    leftUsd: budgets.length === 0 ? null : toUsd(leastUsd.isNegative() ? zeroUsd() : leastUsd),
    leftApproximate: budgets.length > 0 && about,
    budgets,
  };
}
