import { expect, it } from 'vitest';
import type { Memento } from 'vscode';
import { Emitter } from '../../../../src/shared/async/emitter.ts';
import type { SurfaceSession } from '../../../../src/core/surface/surfaceSession.ts';
import { SurfaceMemory } from '../../../../src/vscode/chat/surfaceMemory.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

it('a conversation that could not be remembered is logged, and nothing else happens', async () => {
  const [logger, changed] = [recordingLogger(), new Emitter()];
  const memento = { update: () => Promise.reject(new Error('read-only')) } as Partial<Memento> as Memento;
  const session = { conversationId: 'c', onDidChangeConversation: changed.event } as Partial<SurfaceSession> as SurfaceSession;
  new SurfaceMemory(memento, logger).follow('sidebar', session);
  changed.fire();
  await new Promise((resolve) => setImmediate(resolve));
  expect(logger.lines).toEqual([
    { level: 'warn', event: 'surface.notRemembered', fields: { key: 'surface.sidebar.conversation', error: 'Error: read-only' } },
  ]);
});
