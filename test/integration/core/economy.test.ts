import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { ChatRig, cleanUp, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { testClock } from '../../support/testClock.ts';

const tokensPerSecond = 200;
const tokensPerFrame = tokensPerSecond / 60;
const answer = 'wor '.repeat(4000);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ paceMs: 1 });
  simulator.say(answer);
});
afterAll(async () => {
  await cleanUp();
  await simulator.close();
});

/** Time stands still but for the answer: so many tokens are a second, so many a frame, however busy the machine is. */
async function stream(conversations: number) {
  const clock = testClock(Date.now());
  const rig = new ChatRig({ service: simulator, clock });
  await rig.readCatalogue();
  const cards = Array.from({ length: conversations }, (_, index) => ({
    ...{
      id: `conversation-${index}`,
      title: `A conversation about number ${index}`,
      modelId: 'demo/tour',
      systemPrompt: '',
      workspace: null,
    },
  }));
  await Promise.all(cards.map((card) => rig.archive.createConversation(card)));

  let tokens = 0;
  let paint: { readonly at: number; readonly now: () => void } | null = null;
  const page = rig.surface({ frame: (now) => (paint = { at: tokens + tokensPerFrame, now }) });
  const paintIf = (due: (at: number) => boolean) => {
    if (!paint || !due(paint.at)) return;
    const { now } = paint;
    paint = null;
    now();
  };
  rig.bus.subscribe('token.generated', () => {
    tokens += 1;
    clock.advance(1000 / tokensPerSecond);
    paintIf((at) => at <= tokens);
  });
  page.show();
  await until('the first snapshot', () => page.hasState);
  const before = page.postedCharacters;
  void page.request('ask', { text: 'Write!', attachments: [] });
  // Where no tokens come, frames come all the same.
  await until('the first token', () => {
    paintIf(() => true);
    return tokens > 0;
  });
  await until('the whole answer on the page', () => {
    if (rig.orchestrator.live().length === 0) paintIf(() => true);
    return page.entries[1]?.text === answer && page.entries[1].state === 'complete';
  });
  const characters = page.postedCharacters - before;
  await rig.rest();
  const other = rig.surface();
  other.remember(page.session.conversationId ?? '');
  other.show();
  await until('the snapshot of a page beside it', () => other.hasState);
  return { page, other, characters, paint: () => paintIf(() => true) };
}

/** When a conversation was written to last moves with every checkpoint, which is not worth a list. */
function withoutTimes(state: SurfaceState): unknown {
  return JSON.parse(JSON.stringify(state, (name, value: unknown) => (['updatedAt', 'stay', 'after'].includes(name) ? undefined : value)));
}

describe('an answer of 16,000 characters at 200 tokens a second, painted 60 times a second', () => {
  it('costs at most three times its characters, and the list of 200 conversations three times', async () => {
    const { characters, page, other, paint } = await stream(200);
    const list = JSON.stringify(page.state.conversations).length;
    // The list is sent when the conversation is new in it and when its entries are counted, which may come together, and when the answer has
    // ended; not whenever a checkpoint moves its time.
    expect(characters).toBeLessThan(3 * answer.length + 3 * list);
    // Or it would not have been painted 60 times a second.
    expect(page.posted.length).toBeGreaterThan(answer.length / 40);
    expect(page.breaches).toEqual([]);
    // What was left out was not missing: a page that is sent everything at once knows the same.
    const toldAtOnce = withoutTimes(other.state);
    await expect
      .poll(() => {
        paint();
        return withoutTimes(page.state);
      })
      .toEqual(toldAtOnce);
  });
});
