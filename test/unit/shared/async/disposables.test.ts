import { describe, expect, it } from 'vitest';
import { DisposableList, DisposableValue } from '../../../../src/shared/async/disposables.ts';

describe('DisposableList', () => {
  const recording = (order: string[], name: string, error?: Error) => ({
    dispose: () => {
      order.push(name);
      if (error) throw error;
    },
  });

  it('disposes last in first out, and once', () => {
    const order: string[] = [];
    const list = new DisposableList();
    list.push(recording(order, 'a'));
    list.push(recording(order, 'b'));
    list.dispose();
    list.dispose();
    expect(order).toEqual(['b', 'a']);
  });

  it('disposes at once what comes late', () => {
    const order: string[] = [];
    const list = new DisposableList();
    list.dispose();
    list.push(recording(order, 'late'));
    expect(order).toEqual(['late']);
  });

  it('disposes everything although a part throws, and throws that at the end', () => {
    const order: string[] = [];
    const list = new DisposableList();
    list.push(recording(order, 'a'));
    list.push(recording(order, 'b', new Error('b is stuck')));
    list.push(recording(order, 'c'));
    expect(() => list.dispose()).toThrow('b is stuck');
    expect(order).toEqual(['c', 'b', 'a']);
  });

  it('throws several errors as one', () => {
    const list = new DisposableList();
    list.push(recording([], 'a', new Error('a is stuck')));
    list.push(recording([], 'b', new Error('b is stuck')));
    expect(() => list.dispose()).toThrow(AggregateError);
  });
});

it('DisposableValue disposes the former value after it has taken the new one', () => {
  const seen: boolean[] = [];
  const value = new DisposableValue();
  value.set({ dispose: () => void seen.push(value.isSet) });
  value.set({ dispose: () => void seen.push(value.isSet) });
  value.dispose();
  expect(seen).toEqual([true, false]);
});
