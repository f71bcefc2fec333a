import { expect, it } from 'vitest';
import { answerEntry, chat, sonnet, streamingEntry, userEntry } from '../../../webview/app/surfaceFixtures.ts';
import { openPage } from '../kit/openPage.ts';

const question = userEntry('question', 'How long is a metre?');
const failure = { code: 'INTERRUPTED', message: 'The connection broke off.', retryable: true, actions: ['retry'] } as const;

it('nothing goes on being said of an answer that has failed, however often that is shown', () => {
  const { surface, snapshot } = openPage();
  snapshot(chat(question));
  snapshot(chat(question, streamingEntry('answer', 1, 'A metre')), 2);
  const receiving = surface.announced.value;
  const failed = answerEntry('answer', 'A metre', { state: 'failed', failure });
  snapshot(chat(question, failed), 3);
  const ended = surface.announced.value;
  snapshot(chat(question, { ...failed }), 4);
  expect([receiving, ended, surface.announced.value]).toEqual([`Receiving from ${sonnet}`, '', '']);
});

it('a failure is news once: not when the surface comes back to it', () => {
  const { surface, snapshot } = openPage();
  const failed = { ...answerEntry('answer', 'A metre', { state: 'failed', failure }), createdAt: Date.now() };
  snapshot(chat(question, failed));
  const first = surface.isOldFailure('answer');
  snapshot({ ...chat(), conversation: null }, 2);
  snapshot(chat(question, failed), 3);
  expect([first, surface.isOldFailure('answer')]).toEqual([false, true]);
});

it('a failure on the screen stays the news, or the old one, that it is when everything is sent again', () => {
  const { surface, snapshot } = openPage();
  const failed = (id: string, createdAt: number) => ({ ...answerEntry(id, 'A metre', { state: 'failed', failure }), createdAt });
  const shown = chat(question, failed('old', Date.now() - 60_000), failed('new', Date.now()));
  snapshot(shown);
  snapshot(shown, 2);
  expect([surface.isOldFailure('old'), surface.isOldFailure('new')]).toEqual([true, false]);
});
