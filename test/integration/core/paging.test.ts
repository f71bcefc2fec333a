import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SurfaceOp } from '../../../src/shared/protocol/messages.ts';
import { ChatRig, cheapModel, cleanUp, intercept, until } from '../../support/chatRig.ts';
import { opsOf } from '../../support/opsOf.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import type { SurfaceWithPage } from '../../support/surfaceWithPage.ts';
import { ask, entryOf, openedOn } from './kit/pages.ts';

const count = 1000;

let simulator: Simulator;
let rig: ChatRig;
let page: SurfaceWithPage;
/** What the next reading of the messages, already made, waits for. */
let holdsNext: Promise<void> | null = null;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say('The end.');
  rig = new ChatRig({
    service: simulator,
    disk: (archive) =>
      intercept(archive, 'messages', async (messages, id) => {
        const [read, held] = [await messages(id), holdsNext];
        holdsNext = null;
        await held;
        return read;
      }),
  });
  await rig.readCatalogue();
  const conversationId = await writeLong();
  page = await openedOn(rig, conversationId);
});
afterEach(async () => {
  await cleanUp();
  await simulator.close();
});

/** A conversation of a thousand messages, "0" to "999". */
async function writeLong(): Promise<string> {
  const conversationId = 'long';
  await rig.archive.createConversation({ id: conversationId, title: 'Long', modelId: cheapModel, systemPrompt: '', workspace: null });
  const writes = Array.from({ length: count }, (_, index) =>
    rig.archive.addMessage({
      id: `m${index}`,
      conversationId,
      parentId: index === 0 ? null : `m${index - 1}`,
      role: 'user',
      modelId: null,
      text: String(index),
      attachments: [],
      createdAt: index,
    }),
  );
  await Promise.all(writes);
  return conversationId;
}

const shown = () => page.entries.map(({ text }) => text);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

async function showEarlier(): Promise<void> {
  const before = page.state.earlier;
  await page.request('showEarlier', {});
  await until('more', () => page.state.earlier !== before);
}

describe('a conversation of a thousand messages', () => {
  it('is shown from its end, a hundred at a time, up to its beginning', async () => {
    expect(shown()).toEqual(numbers(900, count));
    for (let earlier = 800; earlier >= 0; earlier -= 100) {
      await showEarlier();
      expect(page.state.earlier).toBe(earlier);
    }
    expect(shown()).toEqual(numbers(0, count));
    const before = page.posted.length;
    await page.request('showEarlier', {});
    expect(page.posted.slice(before)).toEqual([expect.objectContaining({ type: 'reply' })]);
    expect(page.resyncs).toBe(0);
  });

  it('sends each entry once', async () => {
    await showEarlier();
    await showEarlier();
    await ask(page, 'And?');
    await until('the answer', () => page.transcript.at(-1) === 'assistant: The end.');
    const sent = page.posted.flatMap((message) => opsOf(message).flatMap(idsIn));
    expect(sent).toHaveLength(202);
    expect(new Set(sent).size).toBe(202);
  });

  it('keeps what was asked for when it is sent again or its page is made again, and another surface begins at the end', async () => {
    await showEarlier();
    page.resync();
    await until('the snapshot', () => page.posted.filter((message) => 'state' in message).length > 2);
    expect(shown()).toEqual(numbers(800, count));
    page.hide();
    page.show();
    await until('the page made again', () => page.hasState);
    expect(shown()).toEqual(numbers(800, count));
    const other = await openedOn(rig, 'long');
    expect(other.entries.map(({ text }) => text)).toEqual(numbers(900, count));
  });

  it('is asked at its end, wherever the page stands', async () => {
    await showEarlier();
    await ask(page, 'And?');
    await until('the answer', () => page.transcript.at(-1) === 'assistant: The end.');
    expect(entryOf(page, 'And?').parentId).toBe('m999');
    expect(page.state.earlier).toBe(800);
  });

  it('shows the hundred entries above also when a question is asked while they are being read', async () => {
    const gate = Promise.withResolvers<void>();
    holdsNext = gate.promise;
    const earlier = page.request('showEarlier', {});
    await until('the reading', () => holdsNext === null);
    await ask(page, 'And?');
    gate.resolve();
    await earlier;
    await until('the answer', () => page.transcript.at(-1) === 'assistant: The end.');
    expect(page.state.earlier).toBe(800);
  });

  it('shows the hundred entries above also when a branch was chosen', async () => {
    await ask(page, 'Instead.', 'm950');
    await until('the answer', () => page.transcript.at(-1) === 'assistant: The end.');
    expect(page.state.earlier).toBe(952 - 100);
    await showEarlier();
    expect(shown().slice(0, 101)).toEqual(numbers(752, 853));
    expect(entryOf(page, 'Instead.').siblings).toEqual(['m950', entryOf(page, 'Instead.').id]);
  });
});

function idsIn(op: SurfaceOp): readonly string[] {
  if (op.op === 'above') return op.entries.map(({ id }) => id);
  return op.op === 'entry' ? [op.entry.id] : [];
}
