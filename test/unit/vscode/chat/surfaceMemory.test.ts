import { expect, it } from 'vitest';
import type { SurfaceSession } from '../../../../src/core/surface/surfaceSession.ts';
import { SurfaceMemory } from '../../../../src/vscode/chat/surfaceMemory.ts';
import { FakeMemento } from '../../../support/fakeVscode/fakeStorage.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { FakeSession } from '../kit/fakeSession.ts';

it('what a kind of surface shows is remembered at once, also a new conversation, and for each kind by itself', () => {
  const memento = new FakeMemento();
  const memory = new SurfaceMemory(memento, recordingLogger());
  const session = new FakeSession(null);
  expect(memory.recall('sidebar')).toBeUndefined();
  memory.follow('sidebar', session as unknown as SurfaceSession);
  session.show('c');
  expect([memory.recall('sidebar'), memory.recall('editor')]).toEqual(['c', undefined]);
  session.show(null);
  expect(new SurfaceMemory(memento, recordingLogger()).recall('sidebar')).toBeNull();
});

it('a surface that is closed is not followed any more', () => {
  const memory = new SurfaceMemory(new FakeMemento(), recordingLogger());
  const session = new FakeSession('c');
  memory.follow('editor', session as unknown as SurfaceSession).dispose();
  session.show('d');
  expect(memory.recall('editor')).toBeUndefined();
});
