import { setImmediate } from 'node:timers/promises';
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import type { DeletedItems } from '../../../../src/shared/model/deleted.ts';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import { DeletedStore } from '../../../../webview-ui/stores/deletedStore.ts';
import type { AnswerRequest } from '../../../../webview-ui/stores/requestSender.ts';

const failure: Failure = { code: 'ARCHIVE_DAMAGED', message: 'It could not be opened.', retryable: true, actions: [] };
const itemsOf = (id: string): DeletedItems => ({
  conversations: [],
  entries: [{ id, conversationId: 'c', title: 'Metres', role: 'user', text: '', entryCount: 1 }],
});

function setUp() {
  const answers: ((answer: { readonly ok: DeletedItems } | { readonly refused: Failure }) => void)[] = [];
  const answerRequest = (() => new Promise((resolve) => answers.push(resolve))) as unknown as AnswerRequest;
  const store = new DeletedStore({ answerRequest, count: signal(0) });
  const answer = async (index: number, value: { readonly ok: DeletedItems } | { readonly refused: Failure }) => {
    answers[index]?.(value);
    await setImmediate();
  };
  return { store, answer };
}

it('an older answer does not replace a newer one', async () => {
  const { store, answer } = setUp();
  void store.read();
  void store.read();
  await answer(1, { ok: itemsOf('new') });
  await answer(0, { ok: itemsOf('old') });
  expect(store.items.value).toEqual(itemsOf('new'));
});

it('says why it could not be read, and shows what it had until it can', async () => {
  const { store, answer } = setUp();
  void store.read();
  await answer(0, { ok: itemsOf('a') });
  void store.read();
  await answer(1, { refused: failure });
  expect([store.items.value, store.failure.value]).toEqual([itemsOf('a'), failure]);
  void store.read();
  await answer(2, { ok: itemsOf('b') });
  expect([store.items.value, store.failure.value]).toEqual([itemsOf('b'), null]);
});
