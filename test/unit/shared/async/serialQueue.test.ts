import { describe, expect, it } from 'vitest';
import { KeyedSerialQueue } from '../../../../src/shared/async/keyedSerialQueue.ts';
import { SerialQueue } from '../../../../src/shared/async/serialQueue.ts';

/** Work that is begun, and ends when the test ends it. */
function held(begun: string[], name: string): { readonly work: () => Promise<string>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const work = async (): Promise<string> => {
    begun.push(name);
    await promise;
    return name;
  };
  return { work, end: () => resolve(undefined) };
}

describe('SerialQueue', () => {
  it('begins a piece of work when the one before has ended', async () => {
    const begun: string[] = [];
    const queue = new SerialQueue();
    const first = held(begun, 'first');
    const one = queue.enqueue(first.work);
    const two = queue.enqueue(() => void begun.push('second'));
    await Promise.resolve();
    expect(begun).toEqual(['first']);
    first.end();
    expect(await one).toBe('first');
    await two;
    expect(begun).toEqual(['first', 'second']);
  });

  it('passes a failure to its caller alone', async () => {
    const queue = new SerialQueue();
    const failed = queue.enqueue(() => {
      throw new Error('no');
    });
    const after = queue.enqueue(() => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await after).toBe('yes');
  });

  it('says when it has nothing left to do, also after a failure', async () => {
    const queue = new SerialQueue();
    let ended = false;
    queue.enqueue(() => Promise.reject(new Error('no'))).catch(() => undefined);
    void queue.enqueue(() => void (ended = true));
    await queue.drained();
    expect(ended).toBe(true);
  });
});

describe('KeyedSerialQueue', () => {
  it('lets one key wait for itself only', async () => {
    const begun: string[] = [];
    const queue = new KeyedSerialQueue<string>();
    const a = held(begun, 'a1');
    const first = queue.enqueue('a', a.work);
    const second = queue.enqueue('a', () => void begun.push('a2'));
    await queue.enqueue('b', () => void begun.push('b1'));
    expect(begun).toEqual(['a1', 'b1']);
    a.end();
    await Promise.all([first, second]);
    expect(begun).toEqual(['a1', 'b1', 'a2']);
  });
});
