import { expect, it } from 'vitest';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';

it('counts after what it has seen', () => {
  const counter = new LamportCounter();
  counter.observe(41);
  counter.observe(7);
  expect(counter.next()).toBe(42);
});

it('follows a leap of 2^32, and not one step more', () => {
  const counter = new LamportCounter();
  counter.observe(10);
  counter.observe(10 + 2 ** 32 + 1);
  expect(counter.value).toBe(10);
  counter.observe(10 + 2 ** 32);
  expect(counter.value).toBe(10 + 2 ** 32);
});
