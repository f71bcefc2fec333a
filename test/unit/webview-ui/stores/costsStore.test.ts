import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../../src/shared/model/failure.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import type { RequestName, Requests } from '../../../../src/shared/protocol/requests/requests.ts';
import type { SurfaceStatus } from '../../../../src/shared/protocol/surfaceState.ts';
import type { Answer } from '../../../../webview-ui/transport/hostRequests.ts';
import { CostsDesk } from '../../../../webview-ui/stores/costsStore.ts';
import { account, costsReport } from '../../../webview/app/moneyFixtures.ts';
import { spend, status as statusWith } from '../../../webview/app/surfaceFixtures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refused: Failure = { code: 'OFFLINE', message: 'No network.', retryable: true, actions: [] };

function open(answers: Partial<Record<RequestName, () => unknown>> = {}) {
  const status = signal<SurfaceStatus | null>(statusWith());
  const asked: [RequestName, unknown][] = [];
  const request = async <K extends RequestName>(name: K, body: Requests[K]['body']): Promise<Answer<K>> => {
    asked.push([name, body]);
    const answer = await (answers[name] ?? (() => (name === 'costs' ? costsReport() : null)))();
    return (answer === refused ? { refused } : { ok: answer }) as Answer<K>;
  };
  const move = (fields: Partial<Spend>) => (status.value = statusWith({ spend: spend(fields) }));
  return { desk: new CostsDesk({ status, request }), asked, move, names: () => asked.map(([name]) => name) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the ledger', () => {
  it('is read when the view opens, for this month', async () => {
    const { desk, asked } = open();
    desk.follow();
    await settle();
    expect(asked).toEqual([['costs', { all: false }]]);
    expect(desk.report.value).toEqual(costsReport());
  });

  it('is read again when money moves, however often it does, after two seconds', async () => {
    const { desk, move, names } = open();
    desk.follow();
    for (let step = 1; step <= 20; step++) {
      move({ conversationUsd: `0.0${step}` });
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(names()).toEqual(['costs']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(names()).toEqual(['costs', 'costs']);
  });

  it('is left alone while only other figures change, and once the view is closed', async () => {
    const { desk, move, names } = open();
    const stop = desk.follow();
    move({});
    stop();
    move({ conversationUsd: '1' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(names()).toEqual(['costs']);
  });

  it('that cannot be read leaves what was read before, with the reason', async () => {
    let fails = false;
    const { desk } = open({ costs: () => (fails ? refused : costsReport()) });
    await desk.read();
    fails = true;
    await desk.read();
    expect(desk.report.value).toEqual(costsReport());
    expect(desk.failure.value).toBe('No network.');
    fails = false;
    await desk.read();
    expect(desk.failure.value).toBeNull();
  });

  it('is the one that was asked for last, in whatever order the answers come', async () => {
    const month = Promise.withResolvers<unknown>();
    const all = costsReport({ complete: true });
    const answers = [month.promise, all];
    const { desk } = open({ costs: () => answers.shift() });
    const first = desk.read();
    await desk.showAll(true);
    month.resolve(costsReport());
    await first;
    expect(desk.report.value).toBe(all);
  });
});

describe('an unresolved request', () => {
  it('that is settled makes the ledger be read again', async () => {
    const { desk, asked } = open();
    expect(await desk.check('a1')).toBe(true);
    expect(asked).toEqual([
      ['checkRequest', { attempt: 'a1' }],
      ['costs', { all: false }],
    ]);
  });

  it('keeps the refusal beside it until it is asked about again', async () => {
    let answer: unknown = refused;
    const { desk } = open({ checkRequest: () => answer });
    expect(await desk.check('a1')).toBe(false);
    expect(desk.refusals.value).toEqual(new Map([['a1', 'No network.']]));
    answer = null;
    await desk.check('a1');
    expect(desk.refusals.value).toEqual(new Map());
  });

  it('is asked about once at a time', async () => {
    const { desk, names } = open({ checkRequest: () => new Promise(() => {}) });
    void desk.check('a1');
    expect(await desk.dismiss('a1')).toBe(false);
    expect(desk.checking.value).toEqual(new Set(['a1']));
    expect(names()).toEqual(['checkRequest']);
  });
});

describe('the account', () => {
  it('is what OpenRouter says', async () => {
    const { desk } = open({ checkAccount: () => account() });
    await desk.compare();
    expect(desk.account.value).toEqual(account());
    expect(desk.comparing.value).toBe(false);
  });

  it('that cannot be asked says why', async () => {
    const { desk } = open({ checkAccount: () => refused });
    await desk.compare();
    expect(desk.accountFailure.value).toBe('No network.');
  });
});
