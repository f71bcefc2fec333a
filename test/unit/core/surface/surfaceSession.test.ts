import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EventBus } from '../../../../src/core/events/eventBus.ts';
import { ConversationDrafts } from '../../../../src/core/surface/conversationDrafts.ts';
import { createSurfaceSession, type SurfaceSessionOptions } from '../../../../src/core/surface/createSurfaceSession.ts';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import { MemoryDraftFile } from '../../../support/fakes/memoryDraftFile.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

/** A surface on a new conversation, and how often it has asked for the money. */
async function listening() {
  const logger = recordingLogger();
  const bus = new EventBus(logger);
  const clock = testClock();
  let spendReads = 0;
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
    post: () => undefined,
    orchestrator: { live: () => [] },
    repository: new MemoryRepository(),
    drafts: new ConversationDrafts({ file: new MemoryDraftFile(), clock, logger }),
    environment,
    bus,
    clock,
    logger,
  } as unknown as SurfaceSessionOptions);
  session.receive({ type: 'ready', conversation: null });
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  };
  await settle();
  return { bus, reads: () => spendReads, settle };
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
