import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import { MessageTree } from '../../../../src/core/conversation/messageTree.ts';
import { EventBus } from '../../../../src/core/events/eventBus.ts';
import { ConversationDrafts } from '../../../../src/core/surface/conversationDrafts.ts';
import { createSurfaceSession, type SurfaceSessionOptions } from '../../../../src/core/surface/createSurfaceSession.ts';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import type { HostMessage } from '../../../../src/shared/protocol/messages.ts';
import { opsOf } from '../../../support/opsOf.ts';
import { MemoryDraftFile } from '../../../support/fakes/memoryDraftFile.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { message } from '../../../support/messages.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

/** A surface, on a new conversation or on one with an answer that arrives, and how often it has asked for the money. */
async function listening(answer?: Partial<ActiveAnswer> & { readonly messageId: string }) {
  const live = answer ? [answer] : [];
  const repository = new MemoryRepository();
  const conversationId = answer ? 'c' : null;
  const answers = live.map(({ messageId }) => message({ id: messageId, role: 'assistant', state: 'streaming' }));
  if (conversationId !== null) repository.putConversation({ id: conversationId });
  repository.put(...answers);
  const posted: HostMessage[] = [];
  const logger = recordingLogger();
  const bus = new EventBus(logger);
  const clock = testClock();
  let spendReads = 0;
  let rev = 0;
  const environment = {
    onDidChangeStatus: new Emitter().event,
    status: () => Promise.resolve({ spend: {} }),
    spend: () => {
      spendReads += 1;
      return Promise.resolve({});
    },
    defaultModelId: () => 'm',
  };
  const session = createSurfaceSession({
    post: (posting: HostMessage) => {
      posted.push(posting);
      // Painted at once: nothing of what is counted waits for the page.
      if ('rev' in posting) ({ rev } = posting);
      else if (!('type' in posting)) {
        if (posting.length === 2) [rev] = posting;
        queueMicrotask(() => session.receive({ type: 'painted', rev }));
      }
    },
    orchestrator: { live: () => live, tree: async () => new MessageTree(await repository.messages('c')) },
    repository,
    drafts: new ConversationDrafts({ file: new MemoryDraftFile(), clock, logger }),
    environment,
    bus,
    clock,
    logger,
  } as unknown as SurfaceSessionOptions);
  session.receive({ type: 'ready', conversation: conversationId });
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  };
  await settle();
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  /** How much of the answer each message with moving figures has named. */
  const figures = () =>
    posted.flatMap(opsOf).flatMap((op) => (op.op === 'progress' ? [op.received.textTokens] : op.op === 'moved' ? [op.textTokens] : []));
  return { bus, reads: () => spendReads, settle, advance, figures, live };
}

it.each([
  ['day', 'another conversation', 1],
  ['month', null, 1],
  ['conversation', 'another conversation', 0],
] as const)('the limit of the %s that is crossed by %s is read again %i times', async (scope, conversationId, times) => {
  for (const type of ['budget.threshold', 'budget.exceeded'] as const) {
    const { bus, reads, settle } = await listening();
    bus.emit(type, { conversationId, scope, spentUsd: '2', limitUsd: '2' });
    await settle();
    expect(reads()).toBe(times);
  }
});

describe('the moving figures of an answer', () => {
  const answering = async () => {
    const answer = {
      messageId: 'a',
      conversationId: 'c',
      text: '',
      reasoning: '',
      cost: { source: 'estimate' as const, usd: '0' },
      usage: { promptTokens: 1, completionTokens: 0 },
      received: { textTokens: 0, reasoningTokens: 0 },
      firstTokenMs: null,
      latencyMs: 0,
    };
    const surface = await listening(answer);
    surface.bus.emit('message.started', { conversationId: 'c', messageId: 'a', model: 'm' });
    await surface.settle();
    const piece = async () => {
      answer.text += '.';
      answer.received = { textTokens: answer.received.textTokens + 1, reasoningTokens: 0 };
      answer.usage = { promptTokens: 1, completionTokens: answer.received.textTokens };
      surface.bus.emit('token.generated', { conversationId: 'c', messageId: 'a', delta: '.', reasoning: false });
      await surface.settle();
    };
    return { ...surface, piece };
  };

  it('are sent once for many pieces, and once more for the last one before a silence, no later than 250 ms after it', async () => {
    const { piece, advance, figures, reads } = await answering();
    for (let at = 0; at < 10; at += 1) {
      await piece();
      await advance(40);
    }
    // Pieces came until 360 ms; the figures went out at 250, with the seven of until then.
    expect(figures()).toEqual([7]);
    await advance(100);
    expect(figures()).toEqual([7, 10]);
    await advance(60_000);
    expect(figures()).toEqual([7, 10]);
    expect(reads()).toBe(2);
  });

  it('go out at once with a piece that comes after a silence', async () => {
    const { piece, advance, figures } = await answering();
    await advance(5_000);
    await piece();
    expect(figures()).toEqual([1]);
    await advance(60_000);
    expect(figures()).toEqual([1]);
  });

  it('are not sent any more when the answer has ended, and nothing is read for them', async () => {
    for (const type of ['message.completed', 'message.failed'] as const) {
      const { bus, piece, advance, figures, reads, live, settle } = await answering();
      await piece();
      live.pop();
      const ended = { conversationId: 'c', messageId: 'a' };
      if (type === 'message.failed') bus.emit(type, { ...ended, code: 'NETWORK' });
      else bus.emit(type, { ...ended, usage: null, costUsd: null, latencyMs: 1 });
      await settle();
      await advance(60_000);
      expect(figures()).toEqual([]);
      expect(reads()).toBe(0);
    }
  });
});
