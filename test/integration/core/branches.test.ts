import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { opsOf } from '../../support/opsOf.ts';
import { ChatRig, cleanUp, intercept, otherModel, slowDisk, until } from '../../support/chatRig.ts';
import { type ChatBody, type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, entryOf, opened, openedOn, placeOf, shows } from './kit/pages.ts';

let simulator: Simulator;
let rig: ChatRig;
beforeEach(async () => {
  simulator = await startSimulator();
  rig = new ChatRig({ service: simulator });
  await rig.readCatalogue();
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

/** Asks, and waits for the answer that the simulator gives. */
async function converse(page: SurfaceWithPage, question: string, answer: string, edits?: string): Promise<void> {
  simulator.say(answer);
  await ask(page, question, edits);
  await until(`the answer "${answer}"`, () => !page.streaming && page.transcript.at(-1) === `assistant: ${answer}`);
}

/** What the model was sent by the last request, without the system prompt. */
function lastPrompt(): readonly string[] {
  const { messages } = simulator.requests.findLast(({ path }) => path.endsWith('/chat/completions'))?.body as ChatBody;
  return messages.slice(1).map(({ content }) => content);
}

describe('an answer that is regenerated', () => {
  it('stands beside the old one, which is kept as it was', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    const before = await rig.newest(page.session.conversationId ?? '');
    simulator.say('Two.');
    await page.request('retry', { entry: entryOf(page, 'One.').id });
    await shows(page, 'user: Count.', 'assistant: Two.');
    expect(placeOf(page, 'Two.')).toBe('2/2');
    await page.request('showBranch', { entry: before.id });
    await shows(page, 'user: Count.', 'assistant: One.');
    expect(placeOf(page, 'One.')).toBe('1/2');
    expect(page.messages.at(-1)).toEqual(before);
    expect(page.breaches).toEqual([]);
  });

  it('by another model leaves the conversation with that model', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    simulator.say('Two.');
    await page.request('retry', { entry: entryOf(page, 'One.').id, modelId: otherModel });
    await shows(page, 'user: Count.', 'assistant: Two.');
    expect(entryOf(page, 'Two.').modelId).toBe(otherModel);
    await until('the model', () => page.state.status.modelId === otherModel);
  });

  it('in the middle of a conversation hides what followed it, and keeps that', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    await converse(page, 'And on?', 'Two.');
    const old = entryOf(page, 'One.').id;
    simulator.say('Ten.');
    await page.request('retry', { entry: old });
    await shows(page, 'user: Count.', 'assistant: Ten.');
    await page.request('showBranch', { entry: old });
    await shows(page, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: Two.');
  });

  it('while it still arrives is refused', async () => {
    const page = await opened(rig);
    simulator.say('One two three.');
    const gate = simulator.hold(2);
    await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two');
    await expect(page.request('retry', { entry: page.entries[1]?.id ?? '' })).rejects.toMatchObject({ failure: { code: 'REFUSED' } });
    gate.release();
    await shows(page, 'user: Count.', 'assistant: One two three.');
  });

  it('while an answer below it arrives leaves that one running, and shows it again whole', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    const first = entryOf(page, 'One.').id;
    simulator.say('One two three.');
    const gate = simulator.hold(2);
    await ask(page, 'And on?');
    await until('the part', () => page.transcript[3] === 'assistant: One two');
    simulator.say('Ten.');
    await page.request('retry', { entry: first });
    await shows(page, 'user: Count.', 'assistant: Ten.');
    await page.request('showBranch', { entry: first });
    await until('the part again', () => page.transcript[3] === 'assistant: One two');
    gate.release();
    await shows(page, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: One two three.');
    expect(page.breaches).toEqual([]);
  });

  it('is shown also on a page that was just being sent what was there before', async () => {
    let hold: { readonly reached: () => void; readonly released: Promise<void> } | null = null;
    const slow = new ChatRig({
      service: simulator,
      disk: (archive) =>
        intercept(archive, 'messages', async (messages, id) => {
          const [found, held] = [await messages(id), hold];
          hold = null;
          held?.reached();
          await held?.released;
          return found;
        }),
    });
    const page = await opened(slow);
    await converse(page, 'Count.', 'One.');
    // Answered when everything before it has been sent: what is read next is the snapshot.
    await slow.rest();
    await page.request('showEarlier', {});
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    hold = { reached: reached.resolve, released: released.promise };
    page.resync();
    await reached.promise;
    simulator.say('Two.');
    await page.request('retry', { entry: entryOf(page, 'One.').id });
    released.resolve();
    await shows(page, 'user: Count.', 'assistant: Two.');
  });

  it('is only another number beside its entry to a surface that stays with the old one', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    const other = await openedOn(rig, page.session.conversationId ?? '');
    const before = other.posted.length;
    simulator.say('Two.');
    await page.request('retry', { entry: entryOf(page, 'One.').id });
    await until('the number', () => placeOf(other, 'One.') === '1/2');
    await rig.rest();
    const kinds = other.posted.slice(before).flatMap((message) => ('rev' in message ? ['snapshot'] : opsOf(message).map(({ op }) => op)));
    expect(kinds).toContain('siblings');
    expect(kinds.filter((kind) => ['entry', 'close', 'snapshot'].includes(kind))).toEqual([]);
  });
});

describe('a question that is edited', () => {
  it('stands beside the old one and keeps what followed it', async () => {
    const page = await opened(rig);
    await converse(page, 'Count to two.', 'One, two.');
    await converse(page, 'And back.', 'Two, one.');
    await converse(page, 'Count to three.', 'One, two, three.', entryOf(page, 'Count to two.').id);
    expect(page.transcript).toEqual(['user: Count to three.', 'assistant: One, two, three.']);
    expect(placeOf(page, 'Count to three.')).toBe('2/2');
    expect(lastPrompt()).toEqual(['Count to three.']);
    await page.request('showBranch', { entry: entryOf(page, 'Count to three.').siblings[0] ?? '' });
    await shows(page, 'user: Count to two.', 'assistant: One, two.', 'user: And back.', 'assistant: Two, one.');
  });

  it('in the middle is answered with what stands above it, and without what stood below', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    await converse(page, 'And on?', 'Two.');
    await converse(page, 'And back?', 'Zero.', entryOf(page, 'And on?').id);
    expect(lastPrompt()).toEqual(['Count.', 'One.', 'And back?']);
    expect(page.transcript).toEqual(['user: Count.', 'assistant: One.', 'user: And back?', 'assistant: Zero.']);
  });

  it('is refused when it is an answer, or nothing that is there', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    for (const edits of [entryOf(page, 'One.').id, 'nothing'])
      await expect(ask(page, 'Again.', edits)).rejects.toMatchObject({ failure: { code: 'CONVERSATION_NOT_FOUND' } });
    await converse(page, 'And on?', 'Two.');
    expect((await rig.messages(page.session.conversationId ?? '')).map(({ text }) => text)).toEqual(['Count.', 'One.', 'And on?', 'Two.']);
  });
});

describe('another branch', () => {
  it('that is chosen is what the next question goes on from', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    const first = entryOf(page, 'One.').id;
    simulator.say('Ten.');
    await page.request('retry', { entry: first });
    await shows(page, 'user: Count.', 'assistant: Ten.');
    simulator.say('Two.');
    // Asked at once, before the page shows the branch.
    const [, conversationId] = await Promise.all([page.request('showBranch', { entry: first }), ask(page, 'And on?')]);
    await shows(page, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: Two.');
    expect(lastPrompt()).toEqual(['Count.', 'One.', 'And on?']);
    expect(await rig.messages(conversationId)).toHaveLength(5);
  });

  it('is shown down to its newest end', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    await converse(page, 'And on?', 'Two.');
    const second = entryOf(page, 'Two.').id;
    simulator.say('Three.');
    await page.request('retry', { entry: second });
    await shows(page, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: Three.');
    await converse(page, 'Begin again.', 'Zero.', entryOf(page, 'Count.').id);
    await page.request('showBranch', { entry: page.entries[0]?.siblings[0] ?? '' });
    await shows(page, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: Three.');
  });

  it('of a message that is not there is refused', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    await expect(page.request('showBranch', { entry: 'nothing' })).rejects.toMatchObject({ failure: { code: 'CONVERSATION_NOT_FOUND' } });
  });

  it('is still shown when the page is made again, also in a new window', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    const first = entryOf(page, 'One.').id;
    simulator.say('Ten.');
    await page.request('retry', { entry: first });
    await shows(page, 'user: Count.', 'assistant: Ten.');
    await page.request('showBranch', { entry: first });
    await shows(page, 'user: Count.', 'assistant: One.');
    page.hide();
    page.show();
    await shows(page, 'user: Count.', 'assistant: One.');

    const { tip, conversation } = page.state;
    const later = new ChatRig({ service: simulator, folder: rig.folder }).surface();
    later.remember(conversation?.id ?? '', tip);
    later.show();
    await shows(later, 'user: Count.', 'assistant: One.');
  });

  it('that is remembered but gone is replaced by the newest', async () => {
    const { conversationId } = await rig.converse('Count.');
    const page = rig.surface();
    page.remember(conversationId, 'gone');
    page.show();
    await until('the conversation', () => page.entries.length === 2);
    expect(page.state.tip).toBe(page.entries[1]?.id);
  });
});

describe('two messages of one page at once', () => {
  it('stand one below the other, the second below the answer to the first', async () => {
    const page = await opened(rig);
    await converse(page, 'Count.', 'One.');
    simulator.say('So be it.');
    await Promise.all([ask(page, 'First.'), ask(page, 'Second.')]);
    await until('both', () => page.entries.length === 6 && !page.streaming);
    expect(page.transcript.filter((line) => line.startsWith('user'))).toEqual(['user: Count.', 'user: First.', 'user: Second.']);
  });

  it('are one when they are the same, however long the disk takes', async () => {
    const slow = slowDisk('createConversation');
    let now = 0;
    const clock = { ...rig.clock, monotonic: () => now };
    const held = new ChatRig({ service: simulator, disk: slow.disk, clock });
    const page = await opened(held);
    const writing = slow.hold();
    const both = Promise.allSettled([ask(page, 'Count.'), ask(page, 'Count.')]);
    await writing.reached;
    now = 60_000;
    writing.release();
    expect(await both).toMatchObject([{ status: 'fulfilled' }, { reason: { failure: { code: 'DUPLICATE_SEND' } } }]);
  });
});

describe('two surfaces on one branch', () => {
  it('ask below the same entry: two branches, and each one stays on its own', async () => {
    const left = await opened(rig);
    await converse(left, 'Count.', 'One.');
    const right = await openedOn(rig, left.session.conversationId ?? '');
    simulator.say(({ messages }) => `Answer to ${messages.at(-1)?.content}`);
    await Promise.all([ask(left, 'From the left.'), ask(right, 'From the right.')]);
    await shows(left, 'user: Count.', 'assistant: One.', 'user: From the left.', 'assistant: Answer to From the left.');
    await shows(right, 'user: Count.', 'assistant: One.', 'user: From the right.', 'assistant: Answer to From the right.');
    await expect.poll(() => [placeOf(left, 'From the left.'), placeOf(right, 'From the right.')].sort()).toEqual(['1/2', '2/2']);
  });

  it('both go on when one of them asks', async () => {
    const left = await opened(rig);
    await converse(left, 'Count.', 'One.');
    const right = await openedOn(rig, left.session.conversationId ?? '');
    await converse(left, 'And on?', 'Two.');
    await shows(right, 'user: Count.', 'assistant: One.', 'user: And on?', 'assistant: Two.');
    expect(right.state.tip).toBe(entryOf(right, 'Two.').id);
  });

  it('one that regenerates leaves the other where it is', async () => {
    const left = await opened(rig);
    await converse(left, 'Count.', 'One.');
    const right = await openedOn(rig, left.session.conversationId ?? '');
    simulator.say('Ten.');
    await left.request('retry', { entry: entryOf(left, 'One.').id });
    await shows(left, 'user: Count.', 'assistant: Ten.');
    await until('the number', () => placeOf(right, 'One.') === '1/2');
    await converse(right, 'And on?', 'Two.');
    expect(lastPrompt()).toEqual(['Count.', 'One.', 'And on?']);
    expect(left.transcript).toEqual(['user: Count.', 'assistant: Ten.']);
  });
});
