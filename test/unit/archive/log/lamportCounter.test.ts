import { expect, it } from 'vitest';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';

it('counts after what it has seen', () => {
  const counter = new LamportCounter();
  counter.observe(41);
  counter.observe(7);
  expect(counter.next()).toBe(42);
});

it('follows whatever counts in the order of operations, as long as 2^32 more fit above it', () => {
  const counter = new LamportCounter();
  counter.observe(2 ** 48 - 2 ** 32 + 1);
  expect(counter.value).toBe(0);
  counter.observe(2 ** 48 - 2 ** 32);
  expect(counter.next()).toBe(2 ** 48 - 2 ** 32 + 1);
});
