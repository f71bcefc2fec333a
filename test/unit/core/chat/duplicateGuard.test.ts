import { expect, it } from 'vitest';
import { DuplicateGuard } from '../../../../src/core/chat/duplicateGuard.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';

function guardAt() {
  const time = { now: 0 };
  const guard = new DuplicateGuard(() => time.now);
  const begin = (conversationId: string | null, content: unknown) => guard.begin(conversationId, content);
  const isRefused = (conversationId: string | null, content: unknown) => {
    try {
      begin(conversationId, content);
      return false;
    } catch (error) {
      return ChatError.is(error, 'DUPLICATE_SEND');
    }
  };
  return { time, begin, isRefused };
}

it('refuses the same text to the same conversation until two seconds after the first one was written', () => {
  const { time, begin, isRefused } = guardAt();
  const first = begin(null, 'again');
  time.now = 5000;
  first.written('c');
  time.now = 6999;
  expect(isRefused('c', 'again')).toBe(true);
  time.now = 7000;
  expect(isRefused('c', 'again')).toBe(false);
});

it('refuses it for as long as the first one is under way, however slow the disk is', () => {
  const { time, begin, isRefused } = guardAt();
  begin('c', 'again');
  time.now = 600_000;
  expect(isRefused('c', 'again')).toBe(true);
});

it('refuses it although something else was sent in between', () => {
  const { begin, isRefused } = guardAt();
  begin('c', 'again').written('c');
  begin('c', 'other').written('c');
  expect(isRefused('c', 'again')).toBe(true);
});

it('knows a request as the one that it let through, whatever came after that one', () => {
  const { begin, isRefused } = guardAt();
  const first = begin(null, 'first');
  begin(null, 'second');
  first.written('c');
  expect([isRefused('c', 'first'), isRefused(null, 'second'), isRefused('c', 'second')]).toEqual([true, true, false]);
});

it('knows the same content by its parts, and another one by any of them', () => {
  const { begin, isRefused } = guardAt();
  const content = (text: string) => [text, [{ name: 'a.ts', text: 'let a;' }], null];
  begin('c', content('again'));
  expect(isRefused('c', content('again'))).toBe(true);
  expect(isRefused('c', ['again', [{ name: 'a.ts', text: 'let b;' }], null])).toBe(false);
});

it('accepts the same text in another conversation, and again after it was refused for another reason', () => {
  const { begin, isRefused } = guardAt();
  const first = begin('c', 'again');
  expect(isRefused('d', 'again')).toBe(false);
  first.refused();
  expect(isRefused('c', 'again')).toBe(false);
});
