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
  expect(memory.recall('sidebar', undefined)).toBeUndefined();
  memory.follow('sidebar', session as unknown as SurfaceSession);
  session.show('c');
  expect([memory.recall('sidebar', undefined), memory.recall('editor', undefined)]).toEqual([{ conversationId: 'c', stay: -1 }, undefined]);
  session.show(null);
  expect(new SurfaceMemory(memento, recordingLogger()).recall('sidebar', 'unknown')).toEqual({ conversationId: null, stay: -1 });
});

it('a surface that is closed is not followed any more', () => {
  const memory = new SurfaceMemory(new FakeMemento(), recordingLogger());
  const session = new FakeSession('c');
  memory.follow('editor', session as unknown as SurfaceSession).dispose();
  session.show('d');
  expect(memory.recall('editor', undefined)).toBeUndefined();
});

it('each surface is remembered by its own name, the last fifty of them, with the stay that it was', () => {
  const memento = new FakeMemento();
  const memory = new SurfaceMemory(memento, recordingLogger());
  const sessions = Array.from({ length: 51 }, (_, index) => Object.assign(new FakeSession(null), { surfaceId: `s${index}` }));
  for (const session of sessions) {
    memory.follow('editor', session as unknown as SurfaceSession);
    session.show(`c of ${session.surfaceId}`);
  }
  sessions[1]?.show('d');
  expect(memory.recall('editor', 's1')).toMatchObject({ conversationId: 'd', stay: 2 });
  expect(memory.recall('sidebar', 's50')).toMatchObject({ conversationId: 'c of s50', stay: 1 });
  expect(memory.recall('editor', 's0')).toEqual({ conversationId: 'd', stay: -1 });
});

it('what is damaged in it is left out', () => {
  const memento = new FakeMemento();
  const memory = new SurfaceMemory(memento, recordingLogger());
  void memento.update('surface.stays', [null, { id: 's', conversationId: 7, stay: 1 }, { id: 't', conversationId: null, stay: 1 }]);
  expect([memory.recall('editor', 's'), memory.recall('editor', 't')]).toEqual([undefined, { id: 't', conversationId: null, stay: 1 }]);
  void memento.update('surface.stays', 'all');
  expect(memory.recall('editor', 't')).toBeUndefined();
});
