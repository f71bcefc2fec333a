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

describe('the surface that is meant', () => {
  it('is none before there is one', () => {
    expect(new SurfaceRegistry().current).toBeNull();
  });

  it('is the newest, then the one whose page was touched last, in both directions', () => {
    const { surfaces, one, other } = setUp();
    expect(surfaces.current).toBe(other.surface);
    one.session.touch();
    expect(surfaces.current).toBe(one.surface);
    other.session.touch();
    expect(surfaces.current).toBe(other.surface);
  });

  it('is never one that is hidden: the one before it is, and it is again when it comes back', () => {
    const { surfaces, one, other } = setUp();
    other.shown.visible = false;
    expect(surfaces.current).toBe(one.surface);
    one.shown.visible = false;
    expect(surfaces.current).toBeNull();
    one.shown.visible = other.shown.visible = true;
    expect(surfaces.current).toBe(other.surface);
  });

  it('is another one when it is closed, and none when all are', () => {
    const { surfaces, one, registrations } = setUp();
    registrations[1]?.dispose();
    expect(surfaces.current).toBe(one.surface);
    registrations[0]?.dispose();
    expect(surfaces.current).toBeNull();
  });

  it('stays when another one is closed', () => {
    const { surfaces, one, registrations } = setUp();
    one.session.touch();
    registrations[1]?.dispose();
    expect(surfaces.current).toBe(one.surface);
  });

  it('is not touched any more by one that was closed', () => {
    const { surfaces, one, other, registrations } = setUp();
    registrations[0]?.dispose();
    one.session.touch();
    expect(surfaces.current).toBe(other.surface);
  });
});

describe('a page', () => {
  it('is told once that another surface was touched, so that its own next touch is reported', () => {
    const { one, other } = setUp();
    expect(one.session.done).toEqual(['other touched']);
    other.session.touch();
    expect([one.session.done, other.session.done]).toEqual([['other touched'], []]);
    one.session.touch();
    expect([one.session.done, other.session.done]).toEqual([['other touched'], ['other touched']]);
  });
});

describe('a change', () => {
  it('is announced when a surface comes, is touched, shows another conversation, is hidden, and goes', () => {
    const { surfaces, changes, one, registrations } = setUp();
    const steps = [
      () => one.session.touch(),
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

  it('is none when the surface is touched that was touched last', () => {
    const { changes, other } = setUp();
    other.session.touch();
    expect(changes.count).toBe(2);
  });

  it('of a surface that is closed is none any more', () => {
    const { changes, one, registrations } = setUp();
    registrations[0]?.dispose();
    const before = changes.count;
    one.session.show('3');
    one.session.touch();
    expect(changes.count).toBe(before);
  });
});
