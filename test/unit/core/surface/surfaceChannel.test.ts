import { describe, expect, it } from 'vitest';
import { SurfaceChannel } from '../../../../src/core/surface/surfaceChannel.ts';
import type { HostMessage, SurfaceOp } from '../../../../src/shared/protocol/messages.ts';
import type { SurfaceState } from '../../../../src/shared/protocol/surfaceState.ts';

const state = { conversation: null, entries: [], conversations: [], status: { spend: {} } } as unknown as SurfaceState;
const list = (count: number): SurfaceOp => ({
  op: 'conversations',
  conversations: Array.from({ length: count }, (_, index) => ({ id: String(index) })) as never,
});

function openChannel() {
  const posted: HostMessage[] = [];
  return { posted, channel: new SurfaceChannel((message) => posted.push(message)) };
}

describe('SurfaceChannel', () => {
  it('sends nothing before the first snapshot', () => {
    const { posted, channel } = openChannel();
    channel.push(list(1));
    expect(posted).toEqual([]);
  });

  it('has one batch in flight and sends the next one only when that was painted', () => {
    const { posted, channel } = openChannel();
    let text = 'a';
    channel.openStream(() => text, 0);
    channel.snapshot(state);
    text = 'ab';
    channel.wake();
    text = 'abc';
    channel.wake();
    expect(posted.slice(1)).toEqual([[1, 0, 'a']]);
    channel.painted(1);
    expect(posted.slice(2)).toEqual([[1, 1, 'bc']]);
  });

  it('ignores an acknowledgement of something else', () => {
    const { posted, channel } = openChannel();
    let text = 'a';
    channel.openStream(() => text, 0);
    channel.snapshot(state);
    text = 'ab';
    channel.painted(7);
    expect(posted).toHaveLength(2);
    channel.snapshot(state);
    channel.painted(1);
    expect(posted.slice(2)).toEqual([{ type: 'snapshot', rev: 2, state }, [1, 1, 'b']]);
    text = 'abc';
    channel.painted(1);
    expect(posted).toHaveLength(4);
  });

  it('numbers revisions without gaps', () => {
    const { posted, channel } = openChannel();
    channel.snapshot(state);
    channel.push(list(1));
    channel.painted(2);
    channel.push(list(2));
    expect(posted.map((message) => ('rev' in message ? message.rev : 'type' in message ? null : message[0]))).toEqual([1, 2, 3]);
  });

  it('sends only the newest list when several came together', () => {
    const { posted, channel } = openChannel();
    channel.snapshot(state);
    channel.push(list(1));
    channel.push(list(2));
    channel.push(list(3));
    channel.painted(2);
    expect(posted.at(-1)).toEqual([3, [list(3)]]);
  });

  it('sends only the newest siblings of each entry, and everything that stands above', () => {
    const { posted, channel } = openChannel();
    const siblings = (id: string, count: number): SurfaceOp => ({ op: 'siblings', id, siblings: Array<string>(count).fill(id) });
    const above = (earlier: number): SurfaceOp => ({ op: 'above', entries: [], earlier });
    channel.snapshot(state);
    channel.push(list(1));
    for (const op of [siblings('a', 2), above(100), siblings('b', 2), siblings('a', 3), above(0)]) channel.push(op);
    channel.painted(2);
    expect(posted.at(-1)).toEqual([3, [above(100), siblings('b', 2), siblings('a', 3), above(0)]]);
  });

  it('joins the figures of each stream that moved meanwhile; all of them replace what moved before', () => {
    const { posted, channel } = openChannel();
    const all = { cost: null, usage: null, received: { textTokens: 4, reasoningTokens: 0 }, firstTokenMs: 1, latencyMs: 4 };
    channel.snapshot(state);
    channel.push(list(1));
    channel.push({ op: 'moved', stream: 1, usd: '1', latencyMs: 1 });
    channel.push({ op: 'moved', stream: 2, textTokens: 2 });
    channel.push({ op: 'moved', stream: 1, latencyMs: 3 });
    channel.push({ op: 'progress', stream: 2, ...all });
    channel.push({ op: 'moved', stream: 2, textTokens: 5 });
    channel.painted(2);
    expect(posted.at(-1)).toEqual([
      3,
      [
        { op: 'moved', stream: 1, usd: '1', latencyMs: 3 },
        { op: 'progress', stream: 2, ...all },
        { op: 'moved', stream: 2, textTokens: 5 },
      ],
    ]);
  });

  it('lets several streams take turns', () => {
    const { posted, channel } = openChannel();
    const texts = { one: 'a', two: 'x' };
    channel.openStream(() => texts.one, 0);
    channel.openStream(() => texts.two, 0);
    channel.snapshot(state);
    texts.one = 'ab';
    channel.painted(1);
    channel.painted(1);
    expect(posted.slice(1)).toEqual([
      [1, 0, 'a'],
      [2, 0, 'x'],
      [1, 1, 'b'],
    ]);
  });

  it('says at the end of a stream what of it has been sent', () => {
    const { channel } = openChannel();
    const stream = channel.openStream(() => 'abcdef', 2);
    expect(channel.closeStream(stream)).toBe('ab');
  });

  it('sends nothing to a page that is gone, and everything in the next snapshot', () => {
    const { posted, channel } = openChannel();
    channel.snapshot(state);
    channel.close();
    channel.push(list(1));
    expect(posted).toHaveLength(1);
    channel.snapshot(state);
    expect(posted).toHaveLength(2);
  });
});
