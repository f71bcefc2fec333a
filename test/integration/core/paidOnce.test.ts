import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { ChatError } from '../../../src/core/errors/chatError.ts';
import { ChatRig, cleanUp, hurried, intercept, slowDisk, temporaryFolder } from '../../support/chatRig.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { opened, openedOn, shows } from './kit/pages.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say('Once.');
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

const paidRequests = () => simulator.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
const body = { text: 'Count.', attachments: [] };

describe('a question', () => {
  it('that is repeated while it is written, and after, is asked once, and every repetition has its result', async () => {
    const slow = slowDisk('createConversation');
    const rig = new ChatRig({ service: simulator, disk: slow.disk });
    const page = await opened(rig);
    const requestId = randomUUID();
    const held = slow.hold();
    const asked = [page.request('ask', body, requestId), page.request('ask', body, requestId)];
    await held.reached;
    // The page is made anew meanwhile, and asks again from where it was.
    page.hide();
    page.show();
    asked.push(page.request('ask', body, requestId));
    held.release();
    const third = await asked[2];
    await rig.rest();
    expect(await page.request('ask', body, requestId)).toEqual(third);
    await shows(page, 'user: Count.', 'assistant: Once.');
    expect(paidRequests()).toBe(1);
  });

  it('in a conversation that exists is asked once, too, also from another surface', async () => {
    const rig = new ChatRig({ service: simulator });
    const { conversationId } = await rig.converse('First.');
    const [page, other] = [await openedOn(rig, conversationId), await openedOn(rig, conversationId)];
    const requestId = randomUUID();
    await Promise.all([page.request('ask', body, requestId), other.request('ask', body, requestId)]);
    await rig.rest();
    expect(await rig.messages(conversationId)).toHaveLength(4);
    expect(paidRequests()).toBe(2);
  });

  it.each(['a new conversation', 'one that exists'])('that the window before has asked in %s is not asked again', async (where) => {
    const folder = temporaryFolder();
    const before = new ChatRig({ service: simulator, folder });
    const existing = where === 'a new conversation' ? null : (await before.converse('First.')).conversationId;
    const first = existing === null ? await opened(before) : await openedOn(before, existing);
    const requestId = randomUUID();
    const { conversationId } = await first.request('ask', body, requestId);
    await before.rest();
    const paid = paidRequests();
    await before.close();
    const after = new ChatRig({ service: simulator, folder });
    const page = existing === null ? await opened(after) : await openedOn(after, existing);
    expect(await page.request('ask', body, requestId)).toEqual({ conversationId });
    await after.rest();
    expect(paidRequests()).toBe(paid);
    expect(await after.archive.conversations()).toHaveLength(1);
  });

  it('that a killed window wrote without its answer is answered where it stands', async () => {
    const folder = temporaryFolder();
    const requestId = randomUUID();
    const before = new ChatRig({ service: simulator, folder });
    await before.archive.createConversation({
      id: requestId,
      title: 'Count.',
      modelId: 'openai/gpt-4o-mini',
      systemPrompt: '',
      workspace: null,
    });
    await before.archive.addMessage({
      id: requestId,
      conversationId: requestId,
      parentId: null,
      role: 'user',
      modelId: null,
      createdAt: 1,
      ...body,
    });
    await before.close();
    const rig = new ChatRig({ service: simulator, folder });
    const page = await opened(rig);
    await page.request('ask', body, requestId);
    await rig.rest();
    await shows(page, 'user: Count.', 'assistant: Once.');
    expect(await rig.messages(requestId)).toHaveLength(2);
    expect(paidRequests()).toBe(1);
  });

  it('that was refused is asked when it comes again', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    const requestId = randomUUID();
    rig.key = null;
    await expect(page.request('ask', body, requestId)).rejects.toMatchObject({ failure: { code: 'NO_KEY' } });
    rig.key = simulator.key;
    await page.request('ask', body, requestId);
    await shows(page, 'user: Count.', 'assistant: Once.');
    expect(paidRequests()).toBe(1);
  });

  it('can consist of what is attached, which then gives the conversation its name', async () => {
    const rig = new ChatRig({ service: simulator });
    const page = await opened(rig);
    await page.request('ask', { text: '', attachments: [{ kind: 'text', name: 'pasted text', text: 'A long story.' }] });
    await rig.rest();
    expect((await rig.archive.conversations()).map(({ title }) => title)).toEqual(['pasted text']);
    expect(JSON.stringify(simulator.requests.at(-1)?.body)).toContain('A long story.');
  });
});

describe('a draft that two windows keep', () => {
  it.each(['a new conversation', 'one that exists'])(
    'is sent by one of them when both send it at the same moment, in %s',
    async (where) => {
      const folder = temporaryFolder();
      const rigs = [new ChatRig({ service: simulator, folder }), new ChatRig({ service: simulator, folder })] as const;
      const existing = where === 'a new conversation' ? null : (await rigs[0].converse('First.')).conversationId;
      const pages = await Promise.all(rigs.map((rig) => (existing === null ? opened(rig) : openedOn(rig, existing))));
      const before = paidRequests();
      for (let time = 1; time <= 5; time += 1) {
        const requestId = randomUUID();
        const replies = await Promise.all(pages.map((page) => page.request('ask', { ...body, text: `Count ${time}.` }, requestId)));
        expect(replies[1]).toEqual(replies[0]);
        await Promise.all(rigs.map((rig) => rig.rest()));
        expect(paidRequests()).toBe(before + time);
      }
      const [{ id } = { id: '' }, ...others] = await rigs[1].archive.conversations();
      expect(others).toEqual([]);
      expect(await rigs[1].messages(id)).toHaveLength((existing === null ? 0 : 2) + 10);
    },
  );

  it('is sent by the other one when the first is refused, or dies before it has written anything', async () => {
    const folder = temporaryFolder();
    const full = new ChatRig({
      service: simulator,
      folder,
      disk: (archive) => intercept(archive, 'addMessage', () => Promise.reject(new ChatError('DISK_FULL', 'Full.'))),
    });
    const requestId = randomUUID();
    await expect((await opened(full)).request('ask', body, requestId)).rejects.toMatchObject({ failure: { code: 'DISK_FULL' } });
    const rig = new ChatRig({ service: simulator, folder });
    await (await opened(rig)).request('ask', body, requestId);
    await rig.rest();
    expect(paidRequests()).toBe(1);

    const orphaned = randomUUID();
    await writeFile(join(folder, 'budget', 'q', `${orphaned}.1`), '');
    const hurriedRig = new ChatRig({ service: simulator, folder, clock: hurried(systemClock, 50) });
    await (await opened(hurriedRig)).request('ask', { ...body, text: 'Again.' }, orphaned);
    await hurriedRig.rest();
    expect(paidRequests()).toBe(2);
  });
});

describe('a request that a disk keeps from being written until another window believes its own one dead', () => {
  function heldUp() {
    const folder = temporaryFolder();
    const clock = hurried(systemClock, 50);
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let holds = false;
    const slow = new ChatRig({
      service: simulator,
      folder,
      clock,
      disk: (archive) =>
        intercept(archive, 'addMessage', async (real, ...args) => {
          if (holds) {
            reached.resolve();
            await released.promise;
          }
          return real(...args);
        }),
    });
    const other = new ChatRig({ service: simulator, folder, clock });
    return { slow, other, reached, released, hold: () => (holds = true) };
  }

  it('is asked once, and both windows show its answer', async () => {
    const { slow, other, reached, released, hold } = heldUp();
    const requestId = randomUUID();
    const pages = [await opened(slow), await opened(other)] as const;
    hold();
    const held = pages[0].request('ask', body, requestId);
    await reached.promise;
    const sent = await pages[1].request('ask', body, requestId);
    released.resolve();
    expect(await held).toEqual(sent);
    await Promise.all([slow.rest(), other.rest()]);
    for (const page of pages) await shows(page, 'user: Count.', 'assistant: Once.');
    expect(paidRequests()).toBe(1);
  });

  it('is another answer once', async () => {
    const { slow, other, reached, released, hold } = heldUp();
    const { conversationId, answer } = await slow.converse('First.');
    const pages = [await openedOn(slow, conversationId), await openedOn(other, conversationId)] as const;
    const requestId = randomUUID();
    hold();
    const held = pages[0].request('retry', { entry: answer.id }, requestId);
    await reached.promise;
    await pages[1].request('retry', { entry: answer.id }, requestId);
    released.resolve();
    await held;
    await Promise.all([slow.rest(), other.rest()]);
    for (const page of pages) await shows(page, 'user: First.', 'assistant: Once.');
    expect(paidRequests()).toBe(2);
    expect((await other.messages(conversationId)).map(({ id }) => id)).toContain(requestId);
  });
});

describe('another answer', () => {
  it('is asked for once, however often its request comes, also in the window after', async () => {
    const folder = temporaryFolder();
    const rig = new ChatRig({ service: simulator, folder });
    const { conversationId, answer } = await rig.converse('First.');
    const page = await openedOn(rig, conversationId);
    const requestId = randomUUID();
    await Promise.all([page.request('retry', { entry: answer.id }, requestId), page.request('retry', { entry: answer.id }, requestId)]);
    await rig.rest();
    await rig.close();
    const after = new ChatRig({ service: simulator, folder });
    await (await openedOn(after, conversationId)).request('retry', { entry: answer.id }, requestId);
    await after.rest();
    expect(await after.messages(conversationId)).toHaveLength(3);
    expect(paidRequests()).toBe(2);
  });

  it('is refused while the same is being begun, however slow the disk is', async () => {
    const gate = Promise.withResolvers<void>();
    let slow = false;
    const disk: ConstructorParameters<typeof ChatRig>[0]['disk'] = (archive) =>
      intercept(archive, 'addMessage', async (add, message) => {
        if (slow) await gate.promise;
        await add(message);
      });
    const clock = { elapsed: 0 };
    const rig = new ChatRig({
      service: simulator,
      disk,
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() + clock.elapsed },
    });
    const { conversationId, answer } = await rig.converse('First.');
    const page = await openedOn(rig, conversationId);
    slow = true;
    const first = page.request('retry', { entry: answer.id });
    const [, other] = [await page.request('forecast', body), await openedOn(rig, conversationId)];
    clock.elapsed = 60_000;
    await expect(other.request('retry', { entry: answer.id })).rejects.toMatchObject({ failure: { code: 'DUPLICATE_SEND' } });
    gate.resolve();
    await first;
    await rig.rest();
    expect(paidRequests()).toBe(2);
  });
});
