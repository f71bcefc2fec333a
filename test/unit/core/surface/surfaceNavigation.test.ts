import { describe, expect, it, vi } from 'vitest';
import { SurfaceNavigation } from '../../../../src/core/surface/surfaceNavigation.ts';

function navigation() {
  const surface = new SurfaceNavigation();
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
    surface.restore('c', 'm');
    surface.restore('older', null);
    expect(surface.location).toMatchObject({ conversationId: 'c', tip: 'm' });
    expect(changed).toHaveBeenCalledOnce();
  });

  it('stays what the host has decided, whatever the page remembers', () => {
    const { surface } = navigation();
    surface.show(null);
    surface.restore('c', 'm');
    expect(surface.conversationId).toBeNull();
  });

  it('keeps its branch when it is shown what it shows already', () => {
    const { surface } = navigation();
    surface.restore('c', 'm');
    const before = surface.location;
    surface.show('c');
    expect(surface.location).toBe(before);
    surface.show('d');
    expect(surface.location).toMatchObject({ conversationId: 'd', tip: null });
  });

  it('keeps the model that was chosen for a new conversation through another new one', () => {
    const { surface } = navigation();
    surface.location.modelId = 'a/b';
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
});
