import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import { MessageTree } from '../../../../src/core/conversation/messageTree.ts';
import { BranchView } from '../../../../src/core/surface/branchView.ts';
import { SurfaceChannel } from '../../../../src/core/surface/surfaceChannel.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import type { ReceivedTokens, TokenUsage } from '../../../../src/shared/model/money.ts';
import type { AnswerFigures } from '../../../../src/shared/model/movedFigures.ts';
import type { HostMessage } from '../../../../src/shared/protocol/messages.ts';
import { applyHostMessage, emptySurface } from '../../../../webview-ui/stores/surfaceState.ts';
import { message } from '../../../support/messages.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';
import { spend, status, surface } from '../../../webview/app/surfaceFixtures.ts';

const start: AnswerFigures = {
  cost: { source: 'estimate', usd: '0.0000042' },
  usage: { promptTokens: 28, completionTokens: 0 },
  received: { textTokens: 0, reasoningTokens: 0 },
  firstTokenMs: null,
  latencyMs: 0,
};

/** A page, and a host that sends it one answer. What is posted is painted when `paint` says so; false: there was nothing. */
function answering() {
  const answer = { messageId: 'answer', text: '', reasoning: '', ...start };
  let page = emptySurface;
  let unpainted: number | null = null;
  let posted = 0;
  const channel = new SurfaceChannel((sent: HostMessage) => {
    if ('type' in sent && sent.type !== 'snapshot') return;
    posted += JSON.stringify(sent).length;
    const applied = applyHostMessage(page, JSON.parse(JSON.stringify(sent)) as typeof sent);
    page = applied.surface;
    if (applied.answer === 'resync') throw new Error('The page is out of step.');
    unpainted = applied.answer && applied.answer.painted;
  });
  const view = new BranchView(channel, () => answer as unknown as ActiveAnswer);
  const snapshot = (money: Spend) => {
    const tree = new MessageTree([message({ id: 'answer', role: 'assistant', state: 'streaming', ...answer })]);
    channel.snapshot(surface({ ...view.open(tree, null), status: status({ spend: money }) }));
  };
  return {
    channel,
    move: (moved: AnswerFigures) => view.sendProgress(Object.assign(answer, moved) as unknown as ActiveAnswer),
    snapshot,
    answer,
    entry: () => page.state?.entries[0],
    spend: () => page.state?.status.spend,
    posted: () => posted,
    paint: () => {
      if (unpainted === null) return false;
      const rev = unpainted;
      unpainted = null;
      channel.painted(rev);
      return true;
    },
  };
}

const tokens = fc.nat(3);
const usd = fc.constantFrom('0', '0.5', '1', '2.25');
const count = ({ textTokens, reasoningTokens }: ReceivedTokens): TokenUsage => ({
  promptTokens: 28,
  completionTokens: textTokens + reasoningTokens,
  ...(reasoningTokens > 0 && { reasoningTokens }),
});
/** What may move while an answer comes, each by itself. */
const steps = fc.record(
  { textTokens: tokens, reasoningTokens: tokens, usd, latencyMs: tokens, firstTokenMs: fc.constantFrom(5, null) },
  { requiredKeys: [] },
);
/** What a bill, or another request, makes of it. */
const figures: fc.Arbitrary<AnswerFigures> = fc.record({
  received: fc.record({ textTokens: tokens, reasoningTokens: tokens }),
  usage: fc.option(fc.record({ promptTokens: tokens, completionTokens: tokens, cachedTokens: tokens, reasoningTokens: tokens })),
  cost: fc.oneof(
    fc.constantFrom(null, { source: 'local' as const, usd: null }),
    usd.map((each) => ({ source: 'usage' as const, usd: each, parts: { chargeUsd: '0', upstreamUsd: each } })),
  ),
  firstTokenMs: fc.constantFrom(5, null),
  latencyMs: tokens,
});
interface Step {
  readonly usd: string;
  readonly latencyMs: number;
  readonly firstTokenMs: number | null;
}
const sums = fc.record({ conversationUsd: usd, todayUsd: usd, monthUsd: usd });
const events = fc.oneof(
  { weight: 6, arbitrary: steps.map((step) => ({ what: 'step' as const, step })) },
  figures.map((moved) => ({ what: 'figures' as const, moved })),
  sums.map((moved) => ({ what: 'sums' as const, moved })),
  fc.constantFrom({ what: 'text' as const }, { what: 'snapshot' as const }),
  { weight: 2, arbitrary: fc.constant({ what: 'painted' as const }) },
);

function stepped(answer: AnswerFigures, { usd: stepUsd, latencyMs, firstTokenMs, ...more }: Partial<ReceivedTokens & Step>): AnswerFigures {
  const received = { ...answer.received, ...more };
  const cost = { source: 'estimate' as const, usd: stepUsd ?? answer.cost?.usd ?? null };
  const { latencyMs: before, firstTokenMs: first } = answer;
  return {
    cost,
    received,
    usage: count(received),
    latencyMs: latencyMs ?? before,
    firstTokenMs: firstTokenMs === undefined ? first : firstTokenMs,
  };
}

it('the figures of an answer on a page are those of the answer, however their moves were said, joined, and held up', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 40 }), (happening) => {
      const { channel, move, snapshot, answer, entry, spend: shown, paint } = answering();
      let money = spend();
      snapshot(money);
      for (const event of happening) {
        if (event.what === 'step') move(stepped(answer, event.step));
        else if (event.what === 'figures') move(event.moved);
        else if (event.what === 'sums') channel.push({ op: 'spend', spend: (money = { ...money, ...event.moved }) });
        else if (event.what === 'snapshot') snapshot(money);
        else if (event.what === 'painted') paint();
        else {
          answer.text += 'word ';
          channel.wake();
        }
      }
      while (paint());
      const { messageId: _id, ...told } = answer;
      expect(entry()).toMatchObject(told);
      expect(entry()?.usage).toEqual(told.usage);
      expect(entry()?.cost).toEqual(told.cost);
      expect(shown()).toEqual(money);
    }),
    { seed: 20261201, numRuns: propertyRuns(500) },
  );
});

it('an answer of 16,000 characters is sent with 1,000 pieces and its figures 83 times, in 2.6 times its length', () => {
  const { channel, move, snapshot, answer, entry, spend: shown, posted, paint } = answering();
  let money = spend();
  snapshot(money);
  const before = posted();
  for (let piece = 1; piece <= 1000; piece += 1) {
    answer.text += 'four words of 16';
    channel.wake();
    while (paint());
    if (piece % 12 > 0) continue;
    const received = { textTokens: 4 * piece, reasoningTokens: 0 };
    const costUsd = `0.00${String(1_000_000 + 24 * piece).slice(1)}`;
    move({ cost: { source: 'estimate', usd: costUsd }, usage: count(received), received, firstTokenMs: 5, latencyMs: 20 * piece });
    channel.push({ op: 'spend', spend: (money = { ...money, conversationUsd: costUsd, todayUsd: costUsd, monthUsd: costUsd }) });
    while (paint());
  }
  expect(entry()?.text).toHaveLength(16_000);
  expect(shown()).toEqual(money);
  expect(posted() - before).toBeLessThan(2.6 * 16_000);
});
