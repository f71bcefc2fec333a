import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../../src/core/surface/surfaceChannel.ts';
import type { HostMessage, SurfaceOp } from '../../../../src/shared/protocol/messages.ts';
import type { SurfaceState } from '../../../../src/shared/protocol/surfaceState.ts';

const state = { conversation: null, entries: [], conversations: [] } as unknown as SurfaceState;
const list = (count: number): SurfaceOp => ({
  op: 'conversations',
  conversations: Array.from({ length: count }, (_, index) => ({ id: String(index) })) as never,
});

function outbox() {
  const posted: HostMessage[] = [];
  return { posted, box: new Outbox((message) => posted.push(message)) };
}

describe('Outbox', () => {
  it('sends nothing before the first snapshot', () => {
    const { posted, box } = outbox();
    box.push(list(1));
    expect(posted).toEqual([]);
  });

  it('has one batch in flight and sends the next one only when that was painted', () => {
    const { posted, box } = outbox();
    let text = 'a';
    box.openStream(() => text, 0);
    box.snapshot(state);
    text = 'ab';
    box.wake();
    text = 'abc';
    box.wake();
    expect(posted.slice(1)).toEqual([[1, 1, 0, 'a']]);
    box.painted(1);
    expect(posted.slice(2)).toEqual([[2, 1, 1, 'bc']]);
  });

  it('ignores an acknowledgement of something else', () => {
    const { posted, box } = outbox();
    let text = 'a';
    box.openStream(() => text, 0);
    box.snapshot(state);
    text = 'ab';
    box.painted(7);
    expect(posted).toHaveLength(2);
  });

  it('numbers revisions without gaps', () => {
    const { posted, box } = outbox();
    box.snapshot(state);
    box.push(list(1));
    box.painted(1);
    box.push(list(2));
    expect(posted.map((message) => ('rev' in message ? message.rev : null))).toEqual([1, 2, 3]);
  });

  it('sends only the newest list when several came together', () => {
    const { posted, box } = outbox();
    box.snapshot(state);
    box.push(list(1));
    box.push(list(2));
    box.push(list(3));
    box.painted(1);
    expect(posted.at(-1)).toMatchObject({ ops: [list(3)] });
  });

  it('sends only the newest siblings of each entry, and everything that stands above', () => {
    const { posted, box } = outbox();
    const siblings = (id: string, count: number): SurfaceOp => ({ op: 'siblings', id, siblings: Array<string>(count).fill(id) });
    const above = (earlier: number): SurfaceOp => ({ op: 'above', entries: [], earlier });
    box.snapshot(state);
    box.push(list(1));
    for (const op of [siblings('a', 2), above(100), siblings('b', 2), siblings('a', 3), above(0)]) box.push(op);
    box.painted(1);
    expect(posted.at(-1)).toMatchObject({ ops: [above(100), siblings('b', 2), siblings('a', 3), above(0)] });
  });

  it('lets several streams take turns', () => {
    const { posted, box } = outbox();
    const texts = { one: 'a', two: 'x' };
    box.openStream(() => texts.one, 0);
    box.openStream(() => texts.two, 0);
    box.snapshot(state);
    texts.one = 'ab';
    box.painted(1);
    box.painted(2);
    expect(posted.slice(1)).toEqual([
      [1, 1, 0, 'a'],
      [2, 2, 0, 'x'],
      [3, 1, 1, 'b'],
    ]);
  });

  it('says at the end of a stream where the missing rest begins', () => {
    const { box } = outbox();
    const stream = box.openStream(() => 'abcdef', 2);
    expect(box.closeStream(stream)).toBe(2);
  });

  it('sends nothing to a page that is gone, and everything in the next snapshot', () => {
    const { posted, box } = outbox();
    box.snapshot(state);
    box.close();
    box.push(list(1));
    expect(posted).toHaveLength(1);
    box.snapshot(state);
    expect(posted).toHaveLength(2);
  });
});
