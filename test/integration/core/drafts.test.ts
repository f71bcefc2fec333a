import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attachment } from '../../../src/shared/model/attachment.ts';
import { ChatRig, cleanUp, slowDisk, temporaryFolder, until } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, opened, openedOn, placeOf, shows } from './kit/pages.ts';

const selection: Attachment = { kind: 'selection', name: 'src/a.ts', firstLine: 1, lastLine: 2, text: 'let a;' };

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say('Yes.');
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

const draftOf = (page: SurfaceWithPage) => page.state.draft;
async function go(page: SurfaceWithPage, id: string | null): Promise<void> {
  const { stay } = page.state;
  await (id === null ? page.request('newConversation', {}) : page.request('openConversation', { id }));
  await until('the conversation', () => page.state.stay !== stay);
}

async function two(rig: ChatRig) {
  const [{ conversationId: first }, { conversationId: second }] = [await rig.converse('First.'), await rig.converse('Second.')];
  return { first, second, page: await openedOn(rig, second) };
}

describe('a draft', () => {
  it('stays with its conversation, with what is attached, and every conversation has its own, also the new one', async () => {
    const rig = new ChatRig({ service: simulator });
    const { first, second, page } = await two(rig);
    page.writeDraft({ text: 'Only for second.', attachments: [selection] });
    await go(page, first);
    expect(draftOf(page)).toMatchObject({ text: '', attachments: [] });
    page.writeDraft({ text: 'For first.' });
    await go(page, null);
    expect(draftOf(page).text).toBe('');
    page.writeDraft({ text: 'For a new one.' });
    await go(page, second);
    expect(draftOf(page)).toMatchObject({ text: 'Only for second.', attachments: [selection] });
    await go(page, first);
    expect(draftOf(page).text).toBe('For first.');
    await go(page, null);
    expect(draftOf(page).text).toBe('For a new one.');
  });

  it('goes where it was written, although the surface is already elsewhere', async () => {
    const rig = new ChatRig({ service: simulator });
    const { first, second, page } = await two(rig);
    // The page has not been sent the other conversation yet when the last letter is typed and Enter is pressed.
    const [, , asked] = [
      page.request('openConversation', { id: first }),
      page.writeDraft({ text: 'For second.' }),
      page.request('ask', { text: 'For second.', attachments: [] }),
    ];
    expect(await asked).toEqual({ conversationId: second });
    await rig.rest();
    await shows(page, 'user: First.', 'assistant: Yes.');
    expect((await rig.messages(second)).map(({ text }) => text)).toContain('For second.');
    expect(await rig.messages(first)).toHaveLength(2);
  });

  it('is there in the window after, and in the one after a killed one', async () => {
    const folder = temporaryFolder();
    const killed = new ChatRig({ service: simulator, folder });
    const { conversationId } = await killed.converse('First.');
    const page = await openedOn(killed, conversationId);
    page.writeDraft({ text: 'Half a tho' });
    page.writeDraft({ text: 'Half a thought', attachments: [selection] });
    // Nothing is closed: the next window finds what is on the disk.
    await until('the draft on the disk', async () =>
      (await readFile(join(folder, 'drafts.json'), 'utf8').catch(() => '')).includes('Half a thought'),
    );
    const after = new ChatRig({ service: simulator, folder });
    expect(draftOf(await openedOn(after, conversationId))).toMatchObject({ text: 'Half a thought', attachments: [selection] });
  });

  it('is written when the window closes', async () => {
    const folder = temporaryFolder();
    const rig = new ChatRig({ service: simulator, folder });
    const page = await opened(rig);
    for (const text of ['H', 'Ha', 'Half']) page.writeDraft({ text });
    await page.request('forecast', { text: 'Half', attachments: [] });
    await rig.close();
    expect(draftOf(await opened(new ChatRig({ service: simulator, folder }))).text).toBe('Half');
  });

  it('that is asked is done with; what was added meanwhile moves along into the conversation that begins', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const [page, other] = [await opened(rig), await opened(rig)];
    const requestId = randomUUID();
    page.writeDraft({ text: 'Hello', requestId });
    await until('the draft on the other surface', () => draftOf(other).text === 'Hello');
    const held = slow.hold();
    const asked = page.request('ask', { text: 'Hello', attachments: [] }, requestId);
    await held.reached;
    page.writeDraft({ text: 'Hello again' });
    await page.request('forecast', { text: 'Hello again', attachments: [] });
    held.release();
    await asked;
    await rig.rest();
    await until('the rest', () => draftOf(page).text === ' again');
    await until('the empty draft', () => draftOf(other).text === '');
    await go(page, null);
    expect(draftOf(page).text).toBe('');
  });

  it.each(['a new conversation', 'one that exists'])('that a killed window has asked in %s is not offered again', async (where) => {
    const folder = temporaryFolder();
    const rig = new ChatRig({ service: simulator, folder });
    const requestId = randomUUID();
    const { conversationId } = where === 'one that exists' ? await rig.converse('First.') : { conversationId: null };
    await rig.orchestrator.ask({
      conversationId,
      position: { below: null },
      text: 'Hello',
      attachments: [],
      modelId: rig.settings.defaultModelId,
      requestId,
    });
    await rig.rest();
    rig.services.drafts.write(conversationId, { text: 'Hello', attachments: [], editing: null, requestId }, null);
    await rig.close();
    const after = new ChatRig({ service: simulator, folder });
    const page = conversationId === null ? await opened(after) : await openedOn(after, conversationId);
    expect(draftOf(page)).toEqual({ text: '', attachments: [], editing: null, requestId: null });
  });

  it('goes with the conversation that is deleted or erased', async () => {
    const folder = temporaryFolder();
    const rig = new ChatRig({ service: simulator, folder });
    const { first, second, page } = await two(rig);
    page.writeDraft({ text: 'secret of second' });
    await page.request('changeConversation', { id: second, changes: { deleted: true } });
    await page.request('changeConversation', { id: second, changes: { deleted: false } });
    await until('the new conversation', () => page.state.conversation === null);
    await go(page, second);
    expect(draftOf(page).text).toBe('');
    await go(page, first);
    page.writeDraft({ text: 'secret of first' });
    await page.request('forecast', { text: 'x', attachments: [] });
    await rig.archive.purge(first);
    expect(await readFile(join(folder, 'drafts.json'), 'utf8')).not.toContain('secret');
  });
});

describe('the branch that was chosen', () => {
  const choose = async (rig: ChatRig) => {
    const { first, second, page } = await two(rig);
    await go(page, first);
    simulator.say('No.');
    const answer = page.entries[1]?.id ?? '';
    await page.request('retry', { entry: answer });
    await shows(page, 'user: First.', 'assistant: No.');
    await page.request('showBranch', { entry: answer });
    await shows(page, 'user: First.', 'assistant: Yes.');
    expect(placeOf(page, 'Yes.')).toBe('1/2');
    return { first, second, page };
  };

  it('is shown again when the user comes back, and what is asked stands below it', async () => {
    const rig = new ChatRig({ service: simulator });
    const { first, second, page } = await choose(rig);
    await go(page, second);
    await go(page, first);
    expect(placeOf(page, 'Yes.')).toBe('1/2');
    simulator.say('Then.');
    await ask(page, 'And?');
    await shows(page, 'user: First.', 'assistant: Yes.', 'user: And?', 'assistant: Then.');
  });

  it('is shown in the window after, whatever an older page remembers, and on another surface', async () => {
    const folder = temporaryFolder();
    const rig = new ChatRig({ service: simulator, folder });
    const { first, page } = await choose(rig);
    expect(placeOf(await openedOn(rig, first), 'Yes.')).toBe('1/2');
    const stale = (await rig.messages(first)).findLast(({ text }) => text === 'No.')?.id ?? null;
    await rig.close();
    const after = new ChatRig({ service: simulator, folder });
    const returning = after.surface();
    returning.remember(first, stale);
    returning.show();
    await shows(returning, ...page.transcript);
  });
});

describe('a page that is seen again', () => {
  it.each(['is made anew', 'was only hidden'])('and %s has as many entries as its reader had asked for', async (how) => {
    const rig = new ChatRig({ service: simulator });
    const { conversationId } = await rig.converse('First.');
    for (let count = 0; count < 120; count++)
      await rig.archive.addMessage({
        id: `m${count}`,
        conversationId,
        parentId: count === 0 ? (await rig.newest(conversationId)).id : `m${count - 1}`,
        role: 'user',
        modelId: null,
        text: `Line ${count}`,
        attachments: [],
        createdAt: count,
      });
    const page = await openedOn(rig, conversationId);
    await page.request('showEarlier', {});
    await until('all entries', () => page.entries.length === 122);
    const posted = page.posted.length;
    if (how === 'is made anew') {
      page.hide();
      page.show();
    } else page.sayReady();
    await until('the snapshot', () => page.posted.length > posted && page.hasState);
    expect(page.entries).toHaveLength(122);
  });
});
