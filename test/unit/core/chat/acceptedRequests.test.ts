import { expect, it } from 'vitest';
import { AcceptedRequests } from '../../../../src/core/chat/acceptedRequests.ts';

it('a request that comes again has the result of the first, while it runs and after', async () => {
  const requests = new AcceptedRequests<string>();
  const first = Promise.withResolvers<string>();
  const results = [requests.once('a', () => first.promise), requests.once('a', () => Promise.resolve('second'))];
  first.resolve('first');
  expect(await Promise.all(results)).toEqual(['first', 'first']);
  expect(await requests.once('a', () => Promise.resolve('third'))).toBe('first');
  expect(await requests.once('b', () => Promise.resolve('other'))).toBe('other');
});

it('one that was refused is carried out again', async () => {
  const requests = new AcceptedRequests<string>();
  await expect(requests.once('a', () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
  expect(await requests.once('a', () => Promise.resolve('granted'))).toBe('granted');
});

it('only the newest are remembered', async () => {
  const requests = new AcceptedRequests<number>();
  for (let number = 0; number <= 200; number++) await requests.once(String(number), () => Promise.resolve(number));
  expect(await requests.once('0', () => Promise.resolve(-1))).toBe(-1);
  expect(await requests.once('200', () => Promise.resolve(-1))).toBe(200);
});
