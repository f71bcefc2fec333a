import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestMessage } from '../../../../src/shared/protocol/messages.ts';
import { FailureError } from '../../../../webview-ui/transport/failureError.ts';
import { HostRequests } from '../../../../webview-ui/transport/hostRequests.ts';

const posted: RequestMessage[] = [];
const requests = () => new HostRequests((message) => posted.push(message));
const failure = { code: 'NO_KEY', message: 'No key is set.', retryable: false, actions: ['setApiKey'] } as const;

beforeEach(() => {
  posted.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a request', () => {
  it('goes out with its name and body, and every one with a number of its own', () => {
    const host = requests();
    void host.request('selectModel', { id: 'a/b' });
    void host.request('stop', {});
    expect(posted).toEqual([
      { type: 'request', id: 1, name: 'selectModel', body: { id: 'a/b' } },
      { type: 'request', id: 2, name: 'stop', body: {} },
    ]);
  });

  it('is answered by the reply to its own number, in whatever order they come', async () => {
    const host = requests();
    const first = host.request('ask', { text: 'one', attachments: [] });
    const second = host.request('ask', { text: 'two', attachments: [] });
    host.accept({ type: 'reply', re: 2, ok: { conversationId: 'second' } });
    host.accept({ type: 'reply', re: 1, ok: { conversationId: 'first' } });
    expect(await first).toEqual({ conversationId: 'first' });
    expect(await second).toEqual({ conversationId: 'second' });
  });

  it('that is refused rejects with what the host says', async () => {
    const host = requests();
    const refused = host.request('ask', { text: 'one', attachments: [] });
    host.accept({ type: 'reply', re: 1, error: failure });
    await expect(refused).rejects.toEqual(new FailureError(failure));
  });

  it('without an answer is given up after 30 seconds', async () => {
    const silent = requests().request('forecast', { text: 'one', attachments: [] });
    const rejected = expect(silent).rejects.toMatchObject({ failure: { code: 'TIMEOUT' } });
    await vi.advanceTimersByTimeAsync(30_000);
    await rejected;
  });

  it('that costs money has an id of its own, and is not given up: the host may still carry it out', async () => {
    const host = requests();
    const asked = host.request('ask', { text: 'one', attachments: [] });
    void host.request('retry', { entry: 'm' });
    void host.request('retry', { entry: 'm' }, 'given');
    const ids = posted.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe('given');
    await vi.advanceTimersByTimeAsync(600_000);
    host.accept({ type: 'reply', re: 1, ok: { conversationId: 'c' } });
    expect(await asked).toEqual({ conversationId: 'c' });
  });

  it.each(['setApiKey', 'raiseBudget', 'verifyArchive'] as const)(
    '%s waits for the user in a dialog, and is not given up',
    async (name) => {
      const host = requests();
      const granted = host.request(name, {});
      await vi.advanceTimersByTimeAsync(600_000);
      host.accept({ type: 'reply', re: 1, ok: null });
      expect(await granted).toBeNull();
    },
  );
});

it('a refusal can also be taken as an answer', async () => {
  const host = requests();
  const answer = host.answer('checkAccount', {});
  host.accept({ type: 'reply', re: 1, error: failure });
  expect(await answer).toEqual({ refused: failure });
});

it('a reply that comes too late is ignored', async () => {
  const host = requests();
  const silent = host.request('stop', {}).catch((error: unknown) => FailureError.is(error) && error.failure.code);
  await vi.advanceTimersByTimeAsync(30_000);
  host.accept({ type: 'reply', re: 1, ok: null });
  expect(await silent).toBe('TIMEOUT');
});
