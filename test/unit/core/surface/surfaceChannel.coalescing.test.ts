import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SurfaceChannel } from '../../../../src/core/surface/surfaceChannel.ts';
import { noDraft } from '../../../../src/shared/model/draft.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import type { HostMessage, SurfaceOp } from '../../../../src/shared/protocol/messages.ts';
import type { SurfaceState, SurfaceStatus } from '../../../../src/shared/protocol/surfaceState.ts';
import { applyHostMessage, emptySurface } from '../../../../webview-ui/stores/surfaceState.ts';

const usd = fc.constantFrom('0', '1', '2');
const spends: fc.Arbitrary<Spend> = fc.record({
  conversationUsd: usd,
  todayUsd: usd,
  monthUsd: usd,
  leftUsd: fc.option(usd),
  conversationApproximate: fc.boolean(),
  todayApproximate: fc.boolean(),
  monthApproximate: fc.boolean(),
  leftApproximate: fc.boolean(),
  budgets: fc.array(
    fc.record({
      scope: fc.constantFrom('conversation' as const, 'day' as const),
      limitUsd: usd,
      spentUsd: usd,
      approximate: fc.boolean(),
      reservedUsd: usd,
      warnAtPercent: fc.constant(80),
      state: fc.constantFrom('ok' as const, 'warn' as const, 'reached' as const),
    }),
    { maxLength: 1 },
  ),
  unresolved: fc.nat(1),
  byModel: fc.array(fc.record({ modelId: fc.constantFrom('a', 'b'), usd }), { maxLength: 1 }),
});
const statuses: fc.Arbitrary<SurfaceStatus> = fc.record({
  version: fc.constant('0'),
  modelId: fc.constantFrom('a', 'b'),
  model: fc.constant(null),
  modelSetByWorkspace: fc.constant(false),
  modelCount: fc.nat(1),
  key: fc.constantFrom('stored' as const, 'missing' as const),
  endpoint: fc.constant('openrouter.ai'),
  endpointProblem: fc.constant(null),
  spend: spends,
  times: fc.constant({ firstToken: null, whole: null }),
  theme: fc.constant('phosphor' as const),
  archive: fc.constant({ state: 'ok' as const, detail: '' }),
});

/** Something that happens: the truth changes, or the page has painted what it was sent. */
const events = fc.oneof(
  spends.map((spend) => ({ spend })),
  fc.record({ conversationUsd: usd, unresolved: fc.nat(1) }).map((part) => ({ part })),
  statuses.map((status) => ({ status })),
  fc.constant('painted' as const),
);

it('a page equals the truth, however the changes were coalesced while it did not paint', () => {
  fc.assert(
    fc.property(statuses, fc.array(events, { maxLength: 30 }), (first, happening) => {
      let truth = first;
      let page = emptySurface;
      let unpainted: number | null = null;
      const channel = new SurfaceChannel((message: HostMessage) => {
        if ('type' in message && (message.type === 'hostCommand' || message.type === 'reply')) return;
        const { surface, answer } = applyHostMessage(page, message);
        page = surface;
        if (answer === 'resync') throw new Error('The page is out of step.');
        if (answer) unpainted = answer.painted;
      });
      const paint = () => {
        if (unpainted === null) return false;
        const batch = unpainted;
        unpainted = null;
        channel.painted(batch);
        return true;
      };
      const push = (status: SurfaceStatus, op: SurfaceOp) => {
        truth = status;
        channel.push(op);
      };
      channel.snapshot({
        conversation: null,
        entries: [],
        earlier: 0,
        tip: null,
        branch: null,
        conversations: [],
        deletedCount: 0,
        status: first,
        stay: 1,
        draft: noDraft,
        after: 0,
      } satisfies SurfaceState);
      for (const event of happening) {
        if (event === 'painted') paint();
        else if ('status' in event) push(event.status, { op: 'status', status: event.status });
        else {
          const part = 'spend' in event ? event.spend : event.part;
          push({ ...truth, spend: { ...truth.spend, ...part } }, { op: 'spend', spend: part });
        }
      }
      while (paint());
      expect(page.state?.status).toEqual(truth);
    }),
    { numRuns: 500 },
  );
});
