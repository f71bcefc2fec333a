import { EventBus } from '../../../../src/core/events/eventBus.ts';
import { ConversationDrafts } from '../../../../src/core/surface/conversationDrafts.ts';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import type { SessionServices } from '../../../../src/vscode/chat/chatSurface.ts';
import { SurfaceMemory } from '../../../../src/vscode/chat/surfaceMemory.ts';
import { MemoryDraftFile } from '../../../support/fakes/memoryDraftFile.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { FakeMemento } from '../../../support/fakeVscode/fakeStorage.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';

/** Services of a surface in an archive without conversations: enough to connect it, not to talk. */
export function sessionServices() {
  const logger = recordingLogger();
  const memento = new FakeMemento();
  const clock = testClock();
  const services = {
    drafts: new ConversationDrafts({ file: new MemoryDraftFile(), clock, logger }),
    orchestrator: { live: () => [], tree: () => Promise.reject(new Error('empty')) },
    repository: new MemoryRepository(),
    environment: { onDidChangeStatus: new Emitter().event, status: () => Promise.resolve({}), defaultModelId: () => 'demo/tour' },
    router: {},
    forecaster: {},
    spending: {},
    bus: new EventBus(logger),
    clock,
    logger,
    memory: new SurfaceMemory(memento, logger),
  } as unknown as SessionServices;
  return { services, logger, memento };
}
