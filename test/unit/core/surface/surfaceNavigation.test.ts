import { describe, expect, it, vi } from 'vitest';
import { SurfaceNavigation } from '../../../../src/core/surface/surfaceNavigation.ts';

const shown = (conversationId: string | null, stay = 0) => ({ conversationId, stay });

function navigation(tips: Readonly<Record<string, string>> = {}, now = 1000) {
  const surface = new SurfaceNavigation({ now: () => now }, { tip: (id) => tips[id] ?? null });
  const changed = vi.fn();
  surface.onDidChangeConversation(changed);
  return { surface, changed };
}

describe('where a surface is', () => {
  it('is a new conversation at first', () => {
    const { surface } = navigation();
    expect(surface.location).toMatchObject({ conversationId: null, tip: null, modelId: null });
  });

  it('is what the page remembers, once', () => {
    const { surface, changed } = navigation();
    surface.restore(shown('c'), 'm');
    surface.restore(shown('older'), null);
    surface.restoreTip();
    expect(surface.location).toMatchObject({ conversationId: 'c', tip: 'm' });
    expect(changed).toHaveBeenCalledOnce();
  });

  it('stays what the host has decided, whatever the page remembers', () => {
    const { surface } = navigation();
    surface.show(null);
    surface.restore(shown('c'), 'm');
    expect(surface.conversationId).toBeNull();
  });

  it('keeps its branch when it is shown what it shows already', () => {
    const { surface } = navigation();
    surface.restore(shown('c'), 'm');
    const before = surface.location;
    surface.show('c');
    expect(surface.location).toBe(before);
    surface.show('d');
    expect(surface.location).toMatchObject({ conversationId: 'd', tip: null });
  });

  it('is the new conversation that is shown, for as long as nothing is begun in it', async () => {
    const { surface } = navigation();
    const first = surface.location;
    surface.show(null);
    expect(surface.location).toBe(first);
    const question = Promise.withResolvers<undefined>();
    const asked = first.enqueue(() => question.promise);
    surface.show(null);
    expect(surface.location).not.toBe(first);
    question.resolve(undefined);
    await asked;
    const second = surface.location;
    surface.moveTo(second, 'begun', 'm');
    surface.show(null);
    expect(surface.location).not.toBe(second);
  });

  it('is the same new conversation after a question that was refused', async () => {
    const { surface } = navigation();
    const { location } = surface;
    await expect(location.enqueue(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    surface.show(null);
    expect(surface.location).toBe(location);
  });

  it('keeps the model that was chosen for a new conversation through another new one', () => {
    const { surface } = navigation();
    surface.location.modelId = 'a/b';
    void surface.location.enqueue(() => Promise.resolve());
    surface.show(null);
    expect(surface.location.modelId).toBe('a/b');
    surface.show('c');
    expect(surface.location.modelId).toBeNull();
  });

  it('moves with what was requested there, and with nothing that was requested elsewhere', () => {
    const { surface, changed } = navigation();
    const left = surface.location;
    surface.show('c');
    changed.mockClear();
    expect(surface.moveTo(left, 'begun', 'm')).toBe(true);
    expect(left).toMatchObject({ conversationId: 'begun', tip: 'm' });
    expect(surface.conversationId).toBe('c');
    expect(changed).not.toHaveBeenCalled();
    expect(surface.moveTo(surface.location, 'c', 'n')).toBe(false);
    expect(surface.location).toMatchObject({ conversationId: 'c', tip: 'n' });
    expect(changed).not.toHaveBeenCalled();
  });

  it('says that a conversation was begun here', () => {
    const { surface, changed } = navigation();
    expect(surface.moveTo(surface.location, 'begun', 'm')).toBe(true);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('is what is remembered of the surface, unless the page remembers something newer', () => {
    const after = (page: number | undefined, memory: number | undefined) => {
      const { surface } = navigation();
      surface.restore(page === undefined ? page : shown('page', page), 'm', memory === undefined ? memory : shown('memory', memory));
      surface.restoreTip();
      return [surface.conversationId, surface.location.tip];
    };
    expect(after(5, 4)).toEqual(['page', 'm']);
    expect(after(5, 5)).toEqual(['memory', null]);
    expect(after(5, 6)).toEqual(['memory', null]);
    expect(after(undefined, 0)).toEqual(['memory', null]);
    expect(after(5, undefined)).toEqual(['page', 'm']);
    expect(after(0, -1)).toEqual(['page', 'm']);
    expect(after(undefined, undefined)).toEqual([null, null]);
  });

  it('is on the branch that was chosen last, wherever that was', () => {
    const { surface } = navigation({ c: 'chosen' });
    surface.restore(shown('c'), 'older');
    surface.restoreTip();
    expect(surface.location.tip).toBe('chosen');
    surface.show('d');
    surface.show('c');
    expect(surface.location.tip).toBe('chosen');
  });

  it('has a name for each stay, later than all before, by which a page can still mean the last ones', () => {
    const { surface } = navigation({}, 1000);
    surface.restore(shown('c', 5000), null);
    const stays = [surface.location.stay];
    const before = surface.location;
    for (let count = 0; count < 15; count++) {
      surface.show(`d${count}`);
      stays.push(surface.location.stay);
    }
    expect(stays[0]).toBeGreaterThan(5000);
    expect(stays).toEqual(stays.toSorted((one, other) => one - other));
    expect(new Set(stays).size).toBe(16);
    expect(surface.stay(before.stay)).toBe(before);
    surface.show('e');
    expect(surface.stay(before.stay)).toBeUndefined();
  });
});
