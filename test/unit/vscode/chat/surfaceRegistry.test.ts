import { describe, expect, it } from 'vitest';
import { SurfaceRegistry } from '../../../../src/vscode/chat/surfaceRegistry.ts';
import { fakeSurface } from '../kit/fakeSession.ts';

function setUp() {
  const surfaces = new SurfaceRegistry();
  const changes = { count: 0 };
  surfaces.onDidChange(() => void (changes.count += 1));
  const [one, other] = [fakeSurface('1'), fakeSurface('2')];
  const registrations = [surfaces.add(one.surface), surfaces.add(other.surface)];
  return { surfaces, changes, one, other, registrations };
}

describe('the active surface', () => {
  it('is none before there is one', () => {
    const surfaces = new SurfaceRegistry();
    expect([surfaces.active, surfaces.visible]).toEqual([null, null]);
  });

  it('is the newest, then the one that was used last', () => {
    const { surfaces, one, other } = setUp();
    expect(surfaces.active).toBe(other.surface);
    surfaces.use(one.surface);
    expect(surfaces.active).toBe(one.surface);
  });

  it('is another one when it is closed, and none when all are', () => {
    const { surfaces, one, registrations } = setUp();
    registrations[1]?.dispose();
    expect(surfaces.active).toBe(one.surface);
    registrations[0]?.dispose();
    expect([surfaces.active, surfaces.visible]).toEqual([null, null]);
  });

  it('stays when another one is closed', () => {
    const { surfaces, one, registrations } = setUp();
    surfaces.use(one.surface);
    registrations[1]?.dispose();
    expect(surfaces.active).toBe(one.surface);
  });
});

describe('the visible surface', () => {
  it('is the active one if it can be seen, else any that can', () => {
    const { surfaces, one, other } = setUp();
    expect(surfaces.visible).toBe(other.surface);
    other.shown.visible = false;
    expect(surfaces.visible).toBe(one.surface);
    one.shown.visible = false;
    expect(surfaces.visible).toBeNull();
  });
});

describe('a change', () => {
  it('is announced when a surface comes, is used, shows another conversation, is hidden, and goes', () => {
    const { surfaces, changes, one, registrations } = setUp();
    const steps = [
      () => surfaces.use(one.surface),
      () => one.session.show('3'),
      () => surfaces.visibilityChanged(),
      () => void registrations[0]?.dispose(),
    ];
    expect(changes.count).toBe(2);
    for (const [index, step] of steps.entries()) {
      step();
      expect(changes.count).toBe(3 + index);
    }
  });

  it('of a surface that is closed is none any more', () => {
    const { changes, one, registrations } = setUp();
    registrations[0]?.dispose();
    const before = changes.count;
    one.session.show('3');
    expect(changes.count).toBe(before);
  });
});
