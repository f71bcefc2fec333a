import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import type { SurfaceStatus } from '../../../../src/shared/protocol/surfaceState.ts';
import type { Answer } from '../../../../webview-ui/transport/hostRequests.ts';
import { CostsStore } from '../../../../webview-ui/stores/costsStore.ts';
import { account, costsReport } from '../../../webview/app/moneyFixtures.ts';
import { spend, status as statusWith } from '../../../webview/app/surfaceFixtures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refused: Failure = { code: 'OFFLINE', message: 'No network.', retryable: true, actions: [] };

function open(answers: Partial<Record<RequestName, () => unknown>> = {}) {
  const status = signal<SurfaceStatus | null>(statusWith());
  const asked: [RequestName, unknown][] = [];
  const answerRequest = async <K extends RequestName>(name: K, body: Requests[K]['body']): Promise<Answer<K>> => {
    asked.push([name, body]);
    const answer = await (answers[name] ?? (() => (name === 'costs' ? costsReport() : null)))();
    return (answer === refused ? { refused } : { ok: answer }) as Answer<K>;
  };
  const move = (fields: Partial<Spend>) => (status.value = statusWith({ spend: spend(fields) }));
  return { store: new CostsStore({ status, answerRequest }), asked, move, names: () => asked.map(([name]) => name) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the ledger', () => {
  it('is read when the view opens, for this month', async () => {
    const { store, asked } = open();
    store.follow();
    await settle();
    expect(asked).toEqual([['costs', { all: false }]]);
    expect(store.report.value).toEqual(costsReport());
  });

  it('is read again when money moves, however often it does, after two seconds', async () => {
    const { store, move, names } = open();
    store.follow();
    for (let step = 1; step <= 20; step++) {
      move({ conversationUsd: `0.0${step}` });
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(names()).toEqual(['costs']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['costs', 'costs']);
  });

  it('is left alone while only other figures change, and once the view is closed', async () => {
    const { store, move, names } = open();
    const stop = store.follow();
    move({});
    stop();
    move({ conversationUsd: '1' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(names()).toEqual(['costs']);
  });

  it('that cannot be read leaves what was read before, with the reason', async () => {
    let fails = false;
    const { store } = open({ costs: () => (fails ? refused : costsReport()) });
    await store.read();
    fails = true;
    await store.read();
    expect(store.report.value).toEqual(costsReport());
    expect(store.failure.value).toBe('No network.');
    fails = false;
    await store.read();
    expect(store.failure.value).toBeNull();
  });

  it('is the one that was asked for last, in whatever order the answers come', async () => {
    const month = Promise.withResolvers<unknown>();
    const all = costsReport({ complete: true });
    const answers = [month.promise, all];
    const { store } = open({ costs: () => answers.shift() });
    const first = store.read();
    await store.showAll(true);
    month.resolve(costsReport());
    await first;
    expect(store.report.value).toBe(all);
  });
});

describe('an unresolved request', () => {
  it('that is settled makes the ledger be read again', async () => {
    const { store, asked } = open();
    expect(await store.check('a1')).toBe(true);
    expect(asked).toEqual([
      ['checkRequest', { attempt: 'a1' }],
      ['costs', { all: false }],
    ]);
  });

  it('keeps the error beside it until it is asked about again', async () => {
    let answer: unknown = refused;
    const { store } = open({ checkRequest: () => answer });
    expect(await store.check('a1')).toBe(false);
    expect(store.errors.value).toEqual(new Map([['a1', 'No network.']]));
    answer = null;
    await store.check('a1');
    expect(store.errors.value).toEqual(new Map());
  });

  it('is asked about once at a time', async () => {
    const { store, names } = open({ checkRequest: () => new Promise(() => {}) });
    void store.check('a1');
    expect(await store.dismiss('a1')).toBe(false);
    expect(store.checking.value).toEqual(new Set(['a1']));
    expect(names()).toEqual(['checkRequest']);
  });
});

describe('the account', () => {
  it('is what OpenRouter says', async () => {
    const { store } = open({ checkAccount: () => account() });
    await store.compare();
    expect(store.account.value).toEqual(account());
    expect(store.comparing.value).toBe(false);
  });

  it('that cannot be asked says why', async () => {
    const { store } = open({ checkAccount: () => refused });
    await store.compare();
    expect(store.accountFailure.value).toBe('No network.');
  });
});
