import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRig, cheapModel, cleanUp, intercept, otherModel, recordsOnDisk, slowDisk, until } from '../../support/chatRig.ts';
import { type ChatBody, type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, entryOf, opened, openedOn, placeOf, shows } from './kit/pages.ts';

let simulator: Simulator;
let rig: ChatRig;
let page: SurfaceWithPage;
let origin: string;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(({ messages }) => `Re: ${messages.at(-1)?.content}`);
  rig = new ChatRig({ service: simulator });
  await rig.readCatalogue();
  ({ conversationId: origin } = await rig.converse('First.'));
  await rig.converse('Second.', { in: origin });
  page = await openedOn(rig, origin);
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

async function fork(from: SurfaceWithPage, text: string): Promise<string> {
  const { conversationId } = await from.request('fork', { entry: entryOf(from, text).id });
  await until('the fork', () => from.state.conversation?.id === conversationId);
  return conversationId;
}

const shared = ['user: First.', 'assistant: Re: First.'];

describe('a fork', () => {
  it('shows everything down to its entry, in a conversation of its own', async () => {
    const id = await fork(page, 'Re: First.');
    await shows(page, ...shared);
    expect(page.state.conversation).toMatchObject({
      id,
      title: 'First. (fork)',
      modelId: cheapModel,
      deleted: false,
      forkedFrom: { conversationId: origin, messageId: entryOf(page, 'Re: First.').id },
    });
    await until('the list', () => page.state.conversations.some((card) => card.id === id && card.forked && card.messageCount === 0));
  });

  it('has the model, the system prompt and the parameters of its origin', async () => {
    await rig.archive.changeConversation(origin, { modelId: otherModel, systemPrompt: 'Be brief.', params: { temperature: 0 } });
    const id = await fork(page, 'Re: First.');
    expect(await rig.archive.conversation(id)).toMatchObject({
      modelId: otherModel,
      systemPrompt: 'Be brief.',
      params: { temperature: 0 },
    });
  });

  it('copies nothing: its messages on the disk are those that were asked in it', async () => {
    const id = await fork(page, 'Re: First.');
    await ask(page, 'Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
    const records = recordsOnDisk(rig.folder).filter(({ conversation }) => conversation === id);
    expect(records.filter(({ t }) => t === 'message.added').map(({ text }) => text)).toEqual(['Third.', '']);
    expect(JSON.stringify(records)).not.toContain('First.",');
  });

  it('is answered with what it shares, and without what followed in its origin', async () => {
    await fork(page, 'Re: First.');
    await ask(page, 'Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
    const { messages } = simulator.requests.at(-1)?.body as ChatBody;
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['First.', 'Re: First.', 'Third.']);
  });

  it('leaves its origin as it is, and each one goes on by itself', async () => {
    const before = await rig.messages(origin);
    const other = await openedOn(rig, origin);
    await fork(page, 'Re: First.');
    await ask(page, 'Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
    expect(await rig.messages(origin)).toEqual(before);
    expect(other.transcript).toEqual([...shared, 'user: Second.', 'assistant: Re: Second.']);
  });

  it('has costs of its own', async () => {
    const spent = await rig.environment.spend(origin);
    const id = await fork(page, 'Re: First.');
    expect(await rig.environment.spend(id)).toMatchObject({ conversationUsd: '0' });
    await ask(page, 'Third.');
    await rig.rest();
    await simulator.idle();
    expect((await rig.environment.spend(id)).conversationUsd).toBe(simulator.bills.at(-1)?.costUsd);
    expect((await rig.environment.spend(origin)).conversationUsd).toBe(spent.conversationUsd);
  });

  it('of a fork goes back to the first message', async () => {
    await fork(page, 'Re: First.');
    await ask(page, 'Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
    await fork(page, 'Re: Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
    expect(page.state.conversation?.title).toBe('First. (fork) (fork)');
    await page.request('showBranch', { entry: page.entries[0]?.id ?? '' });
    await ask(page, 'Fourth.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.', 'user: Fourth.', 'assistant: Re: Fourth.');
  });

  it('below an entry that is itself shared belongs to the conversation that wrote it', async () => {
    await fork(page, 'Re: First.');
    const id = await fork(page, 'First.');
    await shows(page, 'user: First.');
    expect((await rig.archive.conversation(id))?.forkedFrom?.conversationId).toBe(origin);
  });

  it('can edit and regenerate what it shares; that is not seen in its origin', async () => {
    const other = await openedOn(rig, origin);
    await fork(page, 'Re: First.');
    simulator.say('Another.');
    await page.request('retry', { entry: entryOf(page, 'Re: First.').id });
    await shows(page, 'user: First.', 'assistant: Another.');
    expect(placeOf(page, 'Another.')).toBe('2/2');
    await ask(page, 'Begin again.', entryOf(page, 'First.').id);
    await shows(page, 'user: Begin again.', 'assistant: Another.');
    expect(placeOf(page, 'Begin again.')).toBe('2/2');
    expect(await rig.messages(origin)).toHaveLength(4);
    expect(other.entries.map(({ siblings }) => siblings)).toEqual([[], [], [], []]);
  });

  it('cannot delete what it shares', async () => {
    await fork(page, 'Re: First.');
    await expect(page.request('deleteEntry', { entry: entryOf(page, 'First.').id })).rejects.toMatchObject({
      failure: { code: 'REFUSED' },
    });
  });

  it('keeps what its origin deletes', async () => {
    const other = await openedOn(rig, origin);
    await fork(page, 'Re: First.');
    await other.request('deleteEntry', { entry: entryOf(other, 'First.').id });
    await until('nothing in the origin', () => other.entries.length === 0);
    page.resync();
    await ask(page, 'Third.');
    await shows(page, ...shared, 'user: Third.', 'assistant: Re: Third.');
  });

  it('loses what it shares as soon as that is erased', async () => {
    let erased = false;
    const strict = new ChatRig({
      service: simulator,
      folder: rig.folder,
      disk: (archive) =>
        intercept(archive, 'messages', async (messages, id) =>
          (await messages(id)).filter(({ conversationId }) => !erased || conversationId !== origin),
        ),
    });
    const surface = await openedOn(strict, origin);
    await fork(surface, 'Re: First.');
    await ask(surface, 'Third.');
    await shows(surface, ...shared, 'user: Third.', 'assistant: Re: Third.');
    erased = true;
    await strict.archive.changeConversation(origin, { pinned: true });
    await shows(surface, 'user: Third.', 'assistant: Re: Third.');
  });

  it('leaves the person where they went while it was being written', async () => {
    const slow = slowDisk('createConversation');
    const patient = new ChatRig({ service: simulator, folder: rig.folder, disk: slow.disk });
    const surface = await openedOn(patient, origin);
    const held = slow.hold();
    const forked = surface.request('fork', { entry: entryOf(surface, 'Re: First.').id });
    await held.reached;
    await surface.request('newConversation', {});
    held.release();
    const { conversationId } = await forked;
    await until('the fork in the list', () => surface.state.conversations.some(({ id }) => id === conversationId));
    expect(surface.session.conversationId).toBeNull();
  });

  it('is one when Fork is pressed twice', async () => {
    const { id } = entryOf(page, 'Re: First.');
    const forks = await Promise.allSettled([page.request('fork', { entry: id }), page.request('fork', { entry: id })]);
    expect(forks.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await rig.archive.conversations()).toHaveLength(2);
  });
});

describe('a fork is refused', () => {
  it('while the answer still arrives', async () => {
    simulator.say('One two three.');
    const gate = simulator.hold(2);
    await ask(page, 'Third.');
    await until('the part', () => page.transcript.at(-1) === 'assistant: One two');
    await expect(page.request('fork', { entry: page.entries.at(-1)?.id ?? '' })).rejects.toMatchObject({ failure: { code: 'REFUSED' } });
    gate.release();
    await rig.rest();
    expect(await rig.archive.conversations()).toHaveLength(1);
  });

  it('of what is not there', async () => {
    await expect(page.request('fork', { entry: 'nothing' })).rejects.toMatchObject({ failure: { code: 'CONVERSATION_NOT_FOUND' } });
    const empty = await opened(rig);
    await expect(empty.request('fork', { entry: 'nothing' })).rejects.toMatchObject({ failure: { code: 'CONVERSATION_NOT_FOUND' } });
  });
});
