import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatRig, cleanUp, intercept, otherModel, until } from '../../support/chatRig.ts';
import { type ChatBody, type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, entryOf, opened, openedOn, placeOf, shows } from './kit/pages.ts';

let simulator: Simulator;
let rig: ChatRig;
let page: SurfaceWithPage;
let conversationId: string;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say(({ messages }) => `Re: ${messages.at(-1)?.content}`);
  rig = new ChatRig({ service: simulator });
  await rig.readCatalogue();
  ({ conversationId } = await rig.converse('First.'));
  await rig.converse('Second.', { in: conversationId });
  page = await openedOn(rig, conversationId);
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

const first = ['user: First.', 'assistant: Re: First.'];
const second = ['user: Second.', 'assistant: Re: Second.'];

const deleteEntry = (from: SurfaceWithPage, text: string) => from.request('deleteEntry', { entry: entryOf(from, text).id });
const change = (from: SurfaceWithPage, changes: { deleted: boolean } | { title: string }) =>
  from.request('changeConversation', { id: conversationId, changes });

describe('an entry that is deleted', () => {
  it('goes with everything below it, on every surface, and comes back with it', async () => {
    const other = await openedOn(rig, conversationId);
    const { id } = entryOf(page, 'Second.');
    await deleteEntry(page, 'Second.');
    for (const surface of [page, other]) await shows(surface, ...first);
    await page.request('restoreEntry', { conversation: conversationId, entry: id });
    for (const surface of [page, other]) await shows(surface, ...first, ...second);
    expect(page.breaches).toEqual([]);
  });

  it('says how many entries went: itself and all that followed, in all branches', async () => {
    simulator.say('Another.');
    await page.request('retry', { entry: entryOf(page, 'Re: Second.').id });
    await shows(page, ...first, 'user: Second.', 'assistant: Another.');
    expect(await deleteEntry(page, 'Another.')).toEqual({ entryCount: 1 });
    await shows(page, ...first, ...second);
    expect(await deleteEntry(page, 'First.')).toEqual({ entryCount: 4 });
  });

  it('is in the list of what was deleted, and is counted on every surface', async () => {
    const other = await openedOn(rig, conversationId);
    const { id } = entryOf(page, 'Second.');
    await deleteEntry(page, 'Second.');
    for (const surface of [page, other]) await until('the count', () => surface.state.deletedCount === 1);
    const entry = { id, conversationId, title: 'First.', role: 'user', text: 'Second.', entryCount: 2 };
    expect(await other.request('listDeleted', {})).toEqual({ conversations: [], entries: [entry] });
  });

  it('comes back with what above it was deleted after it: without that it could not be seen', async () => {
    const { id } = entryOf(page, 'Re: Second.');
    for (const text of ['Re: Second.', 'Re: First.']) await deleteEntry(page, text);
    await shows(page, 'user: First.');
    await page.request('restoreEntry', { conversation: conversationId, entry: id });
    await shows(page, ...first, ...second);
    await until('the count', () => page.state.deletedCount === 0);
  });

  it('is shown in its own conversation when it comes back, wherever the user is', async () => {
    const { id } = entryOf(page, 'Second.');
    await deleteEntry(page, 'Second.');
    const { conversationId: shown } = await rig.converse('Elsewhere.');
    await page.request('openConversation', { id: shown });
    await shows(page, 'user: Elsewhere.', 'assistant: Re: Elsewhere.');
    await page.request('restoreEntry', { conversation: conversationId, entry: id });
    await shows(page, ...first, ...second);
  });

  it('does not come back into a conversation that is not there', async () => {
    const { id } = entryOf(page, 'Second.');
    const restored = page.request('restoreEntry', { conversation: 'nothing', entry: id });
    await expect(restored).rejects.toMatchObject({ failure: { code: 'CONVERSATION_NOT_FOUND' } });
    await shows(page, ...first, ...second);
  });

  it('is not sent to the model any more', async () => {
    await deleteEntry(page, 'Re: First.');
    await shows(page, 'user: First.');
    await ask(page, 'Third.');
    await shows(page, 'user: First.', 'user: Third.', 'assistant: Re: Third.');
    const { messages } = simulator.requests.at(-1)?.body as ChatBody;
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['First.', 'Third.']);
  });

  it('gives its place to the newest one beside it', async () => {
    simulator.say('Another.');
    await page.request('retry', { entry: entryOf(page, 'Re: Second.').id });
    await shows(page, ...first, 'user: Second.', 'assistant: Another.');
    await deleteEntry(page, 'Another.');
    await shows(page, ...first, ...second);
    expect(placeOf(page, 'Re: Second.')).toBe('');
  });

  it('is shown again when it comes back, also where another one has taken its place', async () => {
    const { id } = entryOf(page, 'Re: Second.');
    await deleteEntry(page, 'Re: Second.');
    await shows(page, ...first, 'user: Second.');
    await ask(page, 'Third.');
    await shows(page, ...first, 'user: Second.', 'user: Third.', 'assistant: Re: Third.');
    await page.request('restoreEntry', { conversation: conversationId, entry: id });
    await shows(page, ...first, ...second);
    expect(placeOf(page, 'Re: Second.')).toBe('1/2');
  });

  it('is refused while it or an answer below it arrives', async () => {
    simulator.say('One two three.');
    const gate = simulator.hold(2);
    await ask(page, 'Third.');
    await until('the part', () => page.transcript.at(-1) === 'assistant: One two');
    for (const text of ['First.', 'One two']) await expect(deleteEntry(page, text)).rejects.toMatchObject({ failure: { code: 'REFUSED' } });
    gate.release();
    await shows(page, ...first, ...second, 'user: Third.', 'assistant: One two three.');
  });

  it('may be the very first: then the conversation is empty, and can be asked again', async () => {
    await deleteEntry(page, 'First.');
    await shows(page);
    expect(page.state).toMatchObject({ tip: null, conversation: { id: conversationId } });
    await ask(page, 'Begin again.');
    await shows(page, 'user: Begin again.', 'assistant: Re: Begin again.');
  });

  it('keeps its bill', async () => {
    const { conversationUsd } = await rig.environment.spend(conversationId);
    await deleteEntry(page, 'First.');
    await shows(page);
    expect((await rig.environment.spend(conversationId)).conversationUsd).toBe(conversationUsd);
  });

  it('and is not there is refused', async () => {
    await expect(page.request('deleteEntry', { entry: 'nothing' })).rejects.toMatchObject({
      failure: { code: 'CONVERSATION_NOT_FOUND' },
    });
  });
});

describe('a conversation that is deleted', () => {
  it('leaves its surface with a new one and a way back', async () => {
    await change(page, { deleted: true });
    await until('the notice', () => page.hostCommands.length > 0);
    expect(page.hostCommands).toEqual([
      { type: 'hostCommand', command: 'deleted', conversation: { id: conversationId, title: 'First.', messageCount: 4 } },
    ]);
    expect(page.state).toMatchObject({ conversation: null, entries: [] });
    await until('the empty list', () => page.state.conversations.length === 0);
    await change(page, { deleted: false });
    await page.request('openConversation', { id: conversationId });
    await shows(page, ...first, ...second);
    await until('the list', () => page.state.conversations.length === 1);
  });

  it('and is not the one shown leaves the surface where it is', async () => {
    const { conversationId: shown } = await rig.converse('Elsewhere.');
    await page.request('openConversation', { id: shown });
    await change(page, { deleted: true });
    await until('the notice', () => page.hostCommands.length > 0);
    expect(page.state.conversation?.id).toBe(shown);
  });

  it('stays on the other surface, which says so and can go on', async () => {
    const other = await openedOn(rig, conversationId);
    await change(page, { deleted: true });
    await until('the word', () => other.state.conversation?.deleted === true);
    expect(other.transcript).toEqual([...first, ...second]);
    expect(other.hostCommands).toEqual([]);
    await ask(other, 'Third.');
    await shows(other, ...first, ...second, 'user: Third.', 'assistant: Re: Third.');
    await change(other, { deleted: false });
    await until('the word', () => other.state.conversation?.deleted === false);
  });

  it('is refused when there is none', async () => {
    await expect(page.request('changeConversation', { id: 'nowhere', changes: { deleted: true } })).rejects.toMatchObject({
      failure: { code: 'CONVERSATION_NOT_FOUND' },
    });
  });
});

describe('a conversation of which nothing is left', () => {
  it('leaves its surface with a new one', async () => {
    let erased = false;
    const strict = new ChatRig({
      service: simulator,
      folder: rig.folder,
      disk: (archive) =>
        intercept(archive, 'conversation', async (conversation, id) => (erased && id === conversationId ? undefined : conversation(id))),
    });
    const surface = await openedOn(strict, conversationId);
    await shows(surface, ...first, ...second);
    erased = true;
    await strict.archive.changeConversation(conversationId, { pinned: true });
    await shows(surface);
    expect(surface.state.conversation).toBeNull();
    expect(surface.session.conversationId).toBeNull();
  });
});

describe('a conversation that is changed', () => {
  it('is so on every surface and in every list, without a word', async () => {
    const other = await opened(rig);
    const changes = { title: 'Renamed', pinned: true, status: 'archived', tags: ['a', 'b'] } as const;
    await page.request('changeConversation', { id: conversationId, changes });
    await until('the page', () => page.state.conversation?.title === 'Renamed');
    await until('the other list', () => other.state.conversations[0]?.title === 'Renamed');
    expect(page.state.conversation).toMatchObject(changes);
    expect(other.state.conversations[0]).toMatchObject(changes);
    expect([...page.hostCommands, ...other.hostCommands]).toEqual([]);
  });
});

describe('two windows', () => {
  let there: ChatRig;
  let elsewhere: SurfaceWithPage;
  beforeEach(async () => {
    there = new ChatRig({ service: simulator, folder: rig.folder });
    await there.readCatalogue();
    elsewhere = await openedOn(there, conversationId);
    for (const window of [rig, there]) window.archive.follow();
  });

  it('see an entry go and come back', async () => {
    const { id } = entryOf(page, 'Second.');
    await deleteEntry(page, 'Second.');
    await shows(elsewhere, ...first);
    await page.request('restoreEntry', { conversation: conversationId, entry: id });
    await shows(elsewhere, ...first, ...second);
  });

  it('one deletes the conversation: the other keeps it on screen and can restore it', async () => {
    await change(page, { deleted: true });
    await until('the word', () => elsewhere.state.conversation?.deleted === true);
    expect(elsewhere.transcript).toEqual([...first, ...second]);
    expect(elsewhere.hostCommands).toEqual([]);
    await change(elsewhere, { deleted: false });
    await until('the list of the first', () => page.state.conversations.length === 1);
  });

  it('one renames the conversation: the other is notified once, with the new title', async () => {
    await change(page, { title: 'A better title' });
    await until('the notice', () => elsewhere.hostCommands.length > 0);
    await until('the title', () => elsewhere.state.conversation?.title === 'A better title');
    await there.archive.changeConversation(conversationId, { modelId: otherModel });
    await until('the model', () => page.state.conversation?.modelId === otherModel);
    expect(elsewhere.hostCommands).toEqual([{ type: 'hostCommand', command: 'notice', text: 'Renamed in another window: A better title' }]);
    expect(page.hostCommands).toEqual([]);
  });

  it('ask below the same entry: two branches, and neither window jumps', async () => {
    await Promise.all([ask(page, 'From here.'), ask(elsewhere, 'From there.')]);
    await until('the number here', () => placeOf(page, 'From here.').endsWith('/2'));
    await until('the number there', () => placeOf(elsewhere, 'From there.').endsWith('/2'));
    await shows(page, ...first, ...second, 'user: From here.', 'assistant: Re: From here.');
    await shows(elsewhere, ...first, ...second, 'user: From there.', 'assistant: Re: From there.');
    expect(page.entries[4]?.siblings).toEqual(elsewhere.entries[4]?.siblings);
  });
});
