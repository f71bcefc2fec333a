import { expect, it } from 'vitest';
import { Emitter } from '../../../../src/shared/async/emitter.ts';

it('notifies everybody in order, although one listener throws', () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const emitter = new Emitter<string>((error) => errors.push(error));
  emitter.event((value) => void heard.push(`first ${value}`));
  emitter.event(() => {
    throw new Error('broken');
  });
  emitter.event((value) => void heard.push(`third ${value}`));
  emitter.fire('news');
  expect(heard).toEqual(['first news', 'third news']);
  expect(errors).toEqual([new Error('broken')]);
});

it('counts the same function subscribed twice as two subscriptions', () => {
  let calls = 0;
  const emitter = new Emitter();
  const listener = (): void => void (calls += 1);
  const first = emitter.event(listener);
  emitter.event(listener);
  first.dispose();
  emitter.fire();
  expect(calls).toBe(1);
});
