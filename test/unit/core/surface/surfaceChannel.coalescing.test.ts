import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SurfaceChannel } from '../../../../src/core/surface/surfaceChannel.ts';
import { noDraft } from '../../../../src/shared/model/draft.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import type { HostMessage, SurfaceOp } from '../../../../src/shared/protocol/messages.ts';
import type { Entry, SurfaceState, SurfaceStatus } from '../../../../src/shared/protocol/surfaceState.ts';
import { applyHostMessage, emptySurface } from '../../../../webview-ui/stores/surfaceState.ts';
import { conversationWith } from '../../../support/conversations.ts';
import { message } from '../../../support/messages.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

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

const title = fc.constantFrom('', 'One', 'Two 🗝');
const conversations = fc.array(
  fc.record({
    id: fc.constantFrom('c', 'd'),
    title,
    modelId: fc.constantFrom('a', 'b'),
    updatedAt: fc.constant(0),
    messageCount: fc.nat(2),
    status: fc.constantFrom('active' as const, 'archived' as const),
    pinned: fc.boolean(),
    tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    forked: fc.constant(false),
  }),
  { maxLength: 2 },
);
const drafts = fc.record({
  text: title,
  attachments: fc.constant([]),
  editing: fc.option(fc.constant({ entry: 'm', conversation: 'c', aside: { text: 'before', attachments: [] } })),
  requestId: fc.option(fc.constant('a3bb189e-8bf9-4c1b-8a6e-2f1d0c9e7b54')),
});

/** Something that happens: the truth changes, the page has painted what it was sent, or it asks for all of it. */
const events = fc.oneof(
  spends.map((spend) => ({ what: 'spend' as const, spend })),
  fc.record({ conversationUsd: usd, unresolved: fc.nat(1) }).map((spend) => ({ what: 'spend' as const, spend })),
  statuses.map((status) => ({ what: 'status' as const, status })),
  fc.record({ what: fc.constant('entry' as const), text: title }),
  fc.record({ what: fc.constant('above' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ what: fc.constant('siblings' as const), at: fc.nat(5), siblings: fc.array(fc.constantFrom('s', 't'), { maxLength: 2 }) }),
  fc.record({ what: fc.constant('tip' as const), at: fc.nat(5) }),
  fc.record({ what: fc.constant('branch' as const), branch: fc.record({ usd, approximate: fc.boolean() }) }),
  title.map((renamed) => ({ what: 'title' as const, title: renamed })),
  conversations.map((list) => ({ what: 'conversations' as const, conversations: list })),
  fc.nat(2).map((count) => ({ what: 'deleted' as const, count })),
  drafts.map((draft) => ({ what: 'draft' as const, draft })),
  fc.constant({ what: 'snapshot' as const }),
  fc.constant({ what: 'painted' as const }),
  fc.constant({ what: 'painted' as const }),
);
type Change = Exclude<typeof events extends fc.Arbitrary<infer T> ? T : never, { readonly what: 'snapshot' | 'painted' }>;

const first: Omit<SurfaceState, 'status'> = {
  conversation: conversationWith({ id: 'c', title: 'One', modelId: 'a' }),
  entries: [],
  earlier: 100,
  tip: null,
  branch: { usd: '0', approximate: false },
  conversations: [],
  deletedCount: 0,
  stay: 1,
  draft: noDraft,
  after: 0,
};

const entryOf = (id: string, text = ''): Entry => ({
  ...message({ id, text }),
  stream: null,
  reasoningStream: null,
  elsewhere: false,
  siblings: [],
});

/** What a change makes of the truth, and what the host says of it; null: it does not fit. Computed without the page's own reducer. */
function changed(truth: SurfaceState, change: Change, number: number): { readonly truth: SurfaceState; readonly op: SurfaceOp } | null {
  switch (change.what) {
    case 'spend':
      return {
        truth: { ...truth, status: { ...truth.status, spend: { ...truth.status.spend, ...change.spend } } },
        op: { op: 'spend', spend: change.spend },
      };
    case 'status':
      return { truth: { ...truth, status: change.status }, op: { op: 'status', status: change.status } };
    case 'entry': {
      const entry = entryOf(`entry ${number}`, change.text);
      return { truth: { ...truth, entries: [...truth.entries, entry] }, op: { op: 'entry', entry } };
    }
    case 'above': {
      const entries = Array.from({ length: change.count }, (_, index) => entryOf(`above ${number} ${index}`));
      const earlier = truth.earlier - change.count;
      return { truth: { ...truth, entries: [...entries, ...truth.entries], earlier }, op: { op: 'above', entries, earlier } };
    }
    case 'siblings': {
      const entry = truth.entries[change.at];
      if (!entry) return null;
      const { siblings } = change;
      const entries = truth.entries.with(change.at, { ...entry, siblings });
      return { truth: { ...truth, entries }, op: { op: 'siblings', id: entry.id, siblings } };
    }
    case 'tip': {
      const tip = truth.entries[change.at]?.id ?? null;
      return { truth: { ...truth, tip }, op: { op: 'tip', tip } };
    }
    case 'branch':
      return { truth: { ...truth, branch: change.branch }, op: { op: 'branch', branch: change.branch } };
    case 'title': {
      if (!truth.conversation) return null;
      const conversation = { ...truth.conversation, title: change.title };
      return { truth: { ...truth, conversation }, op: { op: 'conversation', conversation } };
    }
    case 'conversations':
      return {
        truth: { ...truth, conversations: change.conversations },
        op: { op: 'conversations', conversations: change.conversations },
      };
    case 'deleted':
      return { truth: { ...truth, deletedCount: change.count }, op: { op: 'deleted', count: change.count } };
    case 'draft':
      return { truth: { ...truth, draft: change.draft, after: number }, op: { op: 'draft', draft: change.draft, after: number } };
  }
}

it('a page equals the truth, however the changes were coalesced while it did not paint', () => {
  fc.assert(
    fc.property(statuses, fc.array(events, { maxLength: 40 }), (status, happening) => {
      let truth: SurfaceState = { ...first, status };
      let page = emptySurface;
      let unpainted: number | null = null;
      const channel = new SurfaceChannel((sent: HostMessage) => {
        if ('type' in sent && (sent.type === 'hostCommand' || sent.type === 'reply')) return;
        const { surface, answer } = applyHostMessage(page, sent);
        page = surface;
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
      channel.snapshot(truth);
      for (const [number, event] of happening.entries()) {
        if (event.what === 'painted') paint();
        else if (event.what === 'snapshot') channel.snapshot(truth);
        else {
          const change = changed(truth, event, number);
          if (!change) continue;
          truth = change.truth;
          channel.push(change.op);
        }
      }
      while (paint());
      expect(page.state).toEqual(truth);
    }),
    { numRuns: propertyRuns(500) },
  );
});
