import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { ChatRig, cheapModel, cleanUp, type Disk, hurried, intercept, otherModel, slowDisk, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, opened, shows } from './kit/pages.ts';

const whole = 'One two three four five six seven eight.';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(whole);
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

/** A session takes one step after the other: what it had to say to the hidden page would stand before the snapshot. */
async function isGreetedFirst(page: SurfaceWithPage, postedBefore: number): Promise<void> {
  page.show();
  await until('the snapshot', () => page.hasState);
  expect(page.posted[postedBefore]).toMatchObject({ type: 'snapshot' });
}

/** True when an answer was sent as one that another window receives. */
const waitedForElsewhere = (page: SurfaceWithPage) => JSON.stringify(page.posted).includes('"elsewhere":true');

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

describe('a question from a page', () => {
  it('shows the question, then the growing answer, then the whole one with its bill', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    const conversationId = await ask(page, 'Count.');
    await until('the first three pieces', () => isSame(page.transcript, ['user: Count.', 'assistant: One two thre']));
    expect(page.streaming).toBe(true);
    gate.release();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(page.messages).toEqual(await rig.messages(conversationId));
    expect(page.state).toMatchObject({ conversation: { id: conversationId }, conversations: [{ id: conversationId, messageCount: 2 }] });
    expect(page.breaches).toEqual([]);
  });

  it('that is refused is answered with the failure, and the page stays as it is', async () => {
    const rig = new ChatRig({ service: simulator });
    rig.key = null;
    const page = await opened(rig);
    await expect(ask(page, 'Hello')).rejects.toMatchObject({ failure: { code: 'NO_KEY', actions: ['setApiKey', 'useDemo'] } });
    expect(page.transcript).toEqual([]);
    expect(page.state.status.key).toBe('missing');
  });

  it('leaves the person where they went while the first message was being written', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const { conversationId: elsewhere } = await rig.converse('Elsewhere.');
    const page = await opened(rig);
    const held = slow.hold();
    const asked = ask(page, 'Count.');
    await held.reached;
    await page.request('openConversation', { id: elsewhere });
    held.release();
    await asked;
    await rig.rest();
    await shows(page, 'user: Elsewhere.', `assistant: ${whole}`);
    expect(page.state.conversation?.id).toBe(elsewhere);
  });

  it('leaves the person in the new conversation they began meanwhile', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const page = await opened(rig);
    const held = slow.hold();
    const asked = ask(page, 'Count.');
    await held.reached;
    await page.request('newConversation', {});
    held.release();
    const conversationId = await asked;
    await rig.rest();
    await until('the other conversation in the list', () => page.state.conversations[0]?.id === conversationId);
    expect(page.session.conversationId).toBeNull();
    expect(page.transcript).toEqual([]);
  });

  it('goes into the conversation that the message before it is just beginning', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const page = await opened(rig);
    const held = slow.hold();
    const asked = [ask(page, 'First.'), ask(page, 'Second.')];
    await held.reached;
    held.release();
    const [first, second] = await Promise.all(asked);
    expect(second).toBe(first);
    await rig.rest();
    await until('both questions', () => page.entries.length === 4 && !page.streaming);
    expect(page.entries.map(({ role, text }) => (role === 'user' ? text : role))).toEqual(['First.', 'assistant', 'Second.', 'assistant']);
  });

  it('is sent once when Enter bounces on the first message', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const [first, second] = await Promise.allSettled([ask(page, 'Count.'), ask(page, 'Count.')]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { failure: { code: 'DUPLICATE_SEND' } } });
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(await rig.archive.conversations()).toHaveLength(1);
  });

  it('can be asked again after the first one was refused', async () => {
    const rig = new ChatRig({ service: simulator });
    rig.key = null;
    const page = await opened(rig);
    const [first, second] = [ask(page, 'First.'), ask(page, 'Second.')];
    await expect(first).rejects.toMatchObject({ failure: { code: 'NO_KEY' } });
    await expect(second).rejects.toMatchObject({ failure: { code: 'NO_KEY' } });
    rig.key = simulator.key;
    await ask(page, 'Third.');
    await shows(page, 'user: Third.', `assistant: ${whole}`);
  });
});

describe('Stop and Retry on a page', () => {
  it('stop keeps the part and brings the composer back', async () => {
    simulator.generationLateMs = Infinity;
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    simulator.hold(3);
    await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    await page.request('stop', {});
    await shows(page, 'user: Count.', 'assistant: One two thre');
    expect(page.entries[1]).toMatchObject({ state: 'stopped', cost: { source: 'estimate' } });
  });

  it('retry shows the new answer in the place of the failed one', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    await page.request('selectModel', { id: 'fault/cut' });
    await ask(page, 'Count.');
    await shows(page, 'user: Count.', 'assistant: One two three');
    expect(page.entries[1]?.failure?.code).toBe('INTERRUPTED');
    await page.request('retry', { entry: page.entries[1]?.id ?? '', modelId: cheapModel });
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(page.state.status.modelId).toBe(cheapModel);
    expect(page.breaches).toEqual([]);
  });
});

describe('a page that is made again', () => {
  it('in mid-stream has everything, and the rest follows', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    page.hide();
    page.show();
    await until('the part again', () => page.transcript[1] === 'assistant: One two thre');
    gate.release();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(page.resyncs).toBe(0);
  });

  it('after the answer has ended has it whole', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    await ask(page, 'Count.');
    page.hide();
    gate.release();
    await rig.rest();
    page.show();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
  });

  it('in a new window shows what it remembers', async () => {
    const rig = new ChatRig({ service: simulator });
    const { conversationId } = await rig.converse('Count.');
    const page = rig.surface();
    page.remember(conversationId);
    page.show();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
  });

  it('whose page has lost its memory shows what one like it showed last, and one that remembers shows that', async () => {
    const rig = new ChatRig({ service: simulator });
    const { conversationId } = await rig.converse('Count.');
    const returning = rig.surface(undefined, () => ({ conversationId, stay: -1 }));
    returning.show();
    await shows(returning, 'user: Count.', `assistant: ${whole}`);
    const { conversationId: other } = await rig.converse('Count again.');
    const mindful = rig.surface(undefined, () => ({ conversationId, stay: -1 }));
    mindful.remember(other);
    mindful.show();
    await shows(mindful, 'user: Count again.', `assistant: ${whole}`);
  });

  it('that remembers a conversation that is gone shows a new one', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = rig.surface();
    page.remember('gone');
    page.show();
    await until('the first snapshot', () => page.hasState);
    expect(page.state.conversation).toBeNull();
    expect(page.session.conversationId).toBeNull();
  });

  it('does not undo what was chosen while it was hidden', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    await ask(page, 'Count.');
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    page.hide();
    page.session.newConversation();
    page.show();
    await until('the command to focus', () => page.hostCommands.length > 0);
    expect(page.state.conversation).toBeNull();
    expect(page.hostCommands).toEqual([{ type: 'hostCommand', command: 'focusComposer' }]);
  });

  it('gets what was put aside for it once', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = rig.surface();
    page.session.sendCommand({ type: 'hostCommand', command: 'focusComposer' });
    page.show();
    await until('the command', () => page.hostCommands.length > 0);
    page.hide();
    page.show();
    page.session.sendCommand({ type: 'hostCommand', command: 'openCosts' });
    await until('the later command', () => page.hostCommands.some(({ command }) => command === 'openCosts'));
    expect(page.hostCommands).toEqual([
      { type: 'hostCommand', command: 'focusComposer' },
      { type: 'hostCommand', command: 'openCosts' },
    ]);
  });

  it('is not talked to while it is hidden, also when its snapshot was already on the way', async () => {
    const slow = slowDisk('messages');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const { conversationId } = await rig.converse('Count.');
    const page = await opened(rig);
    const held = slow.hold();
    page.session.show(conversationId);
    await held.reached;
    page.hide();
    const before = page.posted.length;
    held.release();
    await rig.converse('And more.', { in: conversationId });
    await isGreetedFirst(page, before);
    expect(page.entries).toHaveLength(4);
  });

  it('is not talked to while it is hidden in mid-stream', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    page.hide();
    const before = page.posted.length;
    gate.release();
    await rig.rest();
    await isGreetedFirst(page, before);
    expect(page.transcript).toEqual(['user: Count.', `assistant: ${whole}`]);
  });

  it('that stops painting without a word is sent one batch and no heap of others, and is right again when it is ready', async () => {
    const rig = new ChatRig({ service: simulator });
    let painting = true;
    const page = rig.surface({ frame: (paint) => (painting ? setImmediate(paint) : undefined) });
    page.show();
    await until('the first snapshot', () => page.hasState);
    await ask(page, 'Count.');
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    painting = false;
    const before = page.posted.length;
    for (const text of ['Two.', 'Three.', 'Four.']) await rig.converse(text, { in: page.session.conversationId });
    page.session.sendCommand({ type: 'hostCommand', command: 'openCosts' });
    await until('the command behind it', () => page.hostCommands.length > 0);
    expect(page.posted.slice(before)).toEqual([
      [expect.any(Number), expect.any(Array)],
      // A page is asked for nothing while it does not paint, but it can be spoken to.
      { type: 'hostCommand', command: 'openCosts' },
    ]);
    painting = true;
    page.sayReady();
    await until('everything', () => page.entries.length === 8 && !page.streaming);
    expect(page.breaches).toEqual([]);
  });
});

describe('going from one conversation to another', () => {
  it('while the first is still being read shows the second', async () => {
    const slow = slowDisk('messages');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const { conversationId: a } = await rig.converse('A');
    const { conversationId: b } = await rig.converse('B');
    const page = await opened(rig);
    const held = slow.hold();
    await page.request('openConversation', { id: a });
    await held.reached;
    await page.request('openConversation', { id: b });
    held.release();
    await shows(page, 'user: B', `assistant: ${whole}`);
    expect(page.state.conversation?.id).toBe(b);
    const shown = page.posted.map((message) => 'state' in message && message.state.conversation?.id);
    expect(shown).not.toContain(a);
  });

  describe('while the first is still looked for', () => {
    /** A page that has asked for a conversation which the archive has not found yet. */
    async function asking() {
      const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let slowId = '';
      const disk = (archive: Disk): Disk =>
        intercept(archive, 'conversation', async (conversation, id) => {
          const found = await conversation(id);
          if (id !== slowId) return found;
          reached.resolve();
          await gate.promise;
          return found;
        });
      const rig = new ChatRig({ service: simulator, disk });
      const { conversationId: a } = await rig.converse('A');
      const { conversationId: b } = await rig.converse('B');
      const page = await opened(rig);
      slowId = a;
      const first = page.request('openConversation', { id: a });
      await reached.promise;
      return { page, b, first, found: () => (gate.resolve(), first) };
    }

    it('shows a new one that was asked for after it', async () => {
      const { page, found } = await asking();
      const { stay } = await page.request('newConversation', {});
      expect(await found()).toEqual({ stay });
      await shows(page);
      expect(page.state.conversation).toBeNull();
    });

    it('shows the second that was asked for after it', async () => {
      const { page, b, found } = await asking();
      await page.request('openConversation', { id: b });
      await found();
      await shows(page, 'user: B', `assistant: ${whole}`);
      expect(page.state.conversation?.id).toBe(b);
    });

    it('shows the new one of a command of the editor', async () => {
      const { page, found } = await asking();
      page.session.newConversation();
      await found();
      expect(page.session.conversationId).toBeNull();
    });
  });

  it('and back again while an answer arrives misses nothing', async () => {
    const rig = new ChatRig({ service: simulator });
    const { conversationId: other } = await rig.converse('Other.');
    const page = await opened(rig);
    const gate = simulator.hold(3);
    const conversationId = await ask(page, 'Count.');
    await page.request('openConversation', { id: other });
    await shows(page, 'user: Other.', `assistant: ${whole}`);
    await page.request('openConversation', { id: conversationId });
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    gate.release();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
  });

  it('that does not exist is refused', async () => {
    const page = await opened(new ChatRig({ service: simulator }));
    await expect(page.request('openConversation', { id: 'nowhere' })).rejects.toMatchObject({
      failure: { code: 'CONVERSATION_NOT_FOUND' },
    });
  });
});

describe('an answer that ends while the page is being notified of it', () => {
  it('is whole on a page whose snapshot was read before the end', async () => {
    const slow = slowDisk('messages');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    const held = slow.hold();
    page.resync();
    await held.reached;
    gate.release();
    await rig.rest();
    held.release();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(page.entries[1]).toMatchObject({ state: 'complete', stream: null });
    expect(page.breaches).toEqual([]);
    expect(waitedForElsewhere(page)).toBe(false);
  });

  it('is whole on a page that was refreshed before the end', async () => {
    const slow = slowDisk('messages');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const page = await opened(rig);
    const gate = simulator.hold(3);
    const conversationId = await ask(page, 'Count.');
    await until('the part', () => page.transcript[1] === 'assistant: One two thre');
    const held = slow.hold();
    rig.bus.emit('message.changed', { conversationId, messageId: page.entries[1]?.id ?? '' });
    await held.reached;
    gate.release();
    await rig.rest();
    held.release();
    await shows(page, 'user: Count.', `assistant: ${whole}`);
    expect(page.breaches).toEqual([]);
    expect(waitedForElsewhere(page)).toBe(false);
  });
});

describe('two surfaces', () => {
  it('on one conversation show the same, whichever asked', async () => {
    const rig = new ChatRig({ service: simulator });
    const [left, right] = [await opened(rig), await opened(rig)];
    const conversationId = await ask(left, 'Count.');
    await right.request('openConversation', { id: conversationId });
    await shows(right, 'user: Count.', `assistant: ${whole}`);
    await ask(right, 'Again.');
    for (const page of [left, right]) await shows(page, 'user: Count.', `assistant: ${whole}`, 'user: Again.', `assistant: ${whole}`);
    expect(left.messages).toEqual(await rig.messages(conversationId));
  });

  it('on one conversation both know the model that one of them chose', async () => {
    const rig = new ChatRig({ service: simulator });
    const [left, right] = [await opened(rig), await opened(rig)];
    const conversationId = await ask(left, 'Count.');
    await right.request('openConversation', { id: conversationId });
    await left.request('selectModel', { id: otherModel });
    for (const page of [left, right]) await until('the model on both', () => page.state.status.modelId === otherModel);
    expect(right.state.conversation?.modelId).toBe(otherModel);
  });

  it('on two conversations both see the list change', async () => {
    const rig = new ChatRig({ service: simulator });
    const [left, right] = [await opened(rig), await opened(rig)];
    await ask(left, 'Count.');
    await until('the conversation in the other list', () => right.state.conversations[0]?.messageCount === 2);
    expect(right.transcript).toEqual([]);
  });

  it('both learn what was spent', async () => {
    const rig = new ChatRig({ service: simulator });
    const [left, right] = [await opened(rig), await opened(rig)];
    await ask(left, 'Count.');
    await rig.rest();
    await simulator.idle();
    const usd = simulator.bills[0]?.costUsd;
    await until('the sum on both', () => [left, right].every((page) => page.state.status.spend.todayUsd === usd));
    expect(left.state.status.spend.conversationUsd).toBe(usd);
  });

  it('one being closed in mid-stream is no matter to the other', async () => {
    const rig = new ChatRig({ service: simulator });
    const [left, right] = [await opened(rig), await opened(rig)];
    const gate = simulator.hold(3);
    const conversationId = await ask(left, 'Count.');
    await right.request('openConversation', { id: conversationId });
    left.hide();
    left.session.dispose();
    gate.release();
    await shows(right, 'user: Count.', `assistant: ${whole}`);
  });
});

describe('a disk that does not answer', () => {
  it('leaves the page without its snapshot until it does, and no longer', async () => {
    let broken = true;
    const rig = new ChatRig({
      service: simulator,
      clock: hurried(systemClock, 50),
      disk: (archive) =>
        intercept(archive, 'conversations', (conversations) =>
          broken ? Promise.reject(new Error('The disk does not answer.')) : conversations(),
        ),
    });
    const page = rig.surface();
    page.show();
    await until('the complaint', () => rig.logger.lines.some(({ event }) => event === 'surface.stepFailed'));
    expect(page.hasState).toBe(false);
    broken = false;
    await until('the snapshot', () => page.hasState);
    await ask(page, 'Count.');
    await shows(page, 'user: Count.', `assistant: ${whole}`);
  });
});
