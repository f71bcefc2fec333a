import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import type { ChatRequest, StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import { LedgerRereading } from '../../../../src/core/answers/beforeSend/ledgerRereading.ts';
import { createAnswerRunner } from '../../../../src/core/answers/createAnswerRunner.ts';
import { TokenCountCache } from '../../../../src/core/money/counts/tokenCountCache.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { openAccess } from '../../../support/fakes/openAccess.ts';
import { charactersAsTokens } from '../money/kit/charactersAsTokens.ts';
import { GuardRig } from '../money/kit/guardRig.ts';
import { bill, guess, unknown, uncharged } from '../money/kit/ledgerEntry.ts';
import { reportedUsage } from '../money/kit/reportedUsage.ts';
import { finished, opened, served, text } from '../money/kit/runningAttempt.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const usage = (chargeUsd: string): StreamEvent => ({ type: 'usage', usage: reportedUsage({ chargeUsd }) });
const affords = (affordableTokens: number) => new ChatError('HTTP_402', 'The credit is short.', { affordableTokens });

/** A step of a stream: what comes, or what is waited for. */
type Step = StreamEvent | Error | Promise<unknown>;

/**
 * The answers of a window to prompts of 11 tokens (bounded by 52) at $0.001, and $0.01 a token of the answer, with a day's $10; every request follows a script of
 * its own.
 */
function window(...scripts: readonly (readonly Step[])[]) {
  const rig = new GuardRig({ budget: { dayUsd: 10 } });
  const requests: ChatRequest[] = [];
  const repository = new MemoryRepository();
  async function* stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const script = scripts[requests.push(request) - 1] ?? [];
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    aborted.catch(() => undefined);
    for (const step of script) {
      signal.throwIfAborted();
      if (step instanceof Error) throw step;
      if (step instanceof Promise) await Promise.race([step, aborted]);
      else yield step;
    }
  }
  const model = pricedModel({ promptUsd: '0.001', completionUsd: '0.01' });
  const catalogue = new MemoryCatalogue([model]);
  const tokens = charactersAsTokens();
  let ids = 0;
  const answers = createAnswerRunner({
    repository,
    access: openAccess,
    tokens,
    counts: new TokenCountCache(tokens),
    router: new ModelRouter([], { stream }, catalogue),
    ledger: rig.ledger,
    guard: rig.guard,
    rereading: new LedgerRereading(rig),
    costs: rig.costs,
    bus: rig.bus,
    clock: rig.clock,
    logger: rig.logger,
    newId: () => `id ${String(++ids)}`,
    settings: () => ({
      defaultModelId: 'm',
      systemPrompt: '',
      temperature: 0.7,
      maxReplyTokens: 100,
      messageAlertUsd: null,
      budget: rig.budget,
    }),
  });
  // As the core does it.
  rig.bus.subscribe('ledger.settled', () => {
    rig.costs.invalidate();
    answers.refreshBudgets();
  });
  const ask = (unreserved = false) =>
    answers.start({
      conversationId: 'c',
      modelId: 'm',
      turns: [{ role: 'user', content: 'Count to one hundred' }],
      unreserved,
      parentId: 'q',
      purpose: 'chat',
      write: () => [],
    });
  const bills = async () => (await rig.ledger.entries({ since: 0 })).map(({ settlement }) => settlement?.cost ?? null);
  return { rig, answers, ask, bills, requests, outcomes: repository.outcomes, repository };
}

/** Everything that needs no time has happened: a task begins when no microtask is left, and nothing here waits for anything else. */
async function calm(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the bill of an answer', () => {
  it('is what was reported at its end', async () => {
    const { ask, bills, outcomes, answers } = window([opened(), text, usage('0.5'), finished]);
    await ask();
    await calm();
    expect([await bills(), outcomes.map(({ state }) => state), answers.costs()]).toEqual([[bill('0.5')], ['complete'], []]);
  });

  it('is an estimate when it was stopped, and what was reserved stays', async () => {
    const { ask, bills, answers, rig } = window([opened(), text, Promise.withResolvers().promise]);
    await ask();
    await calm();
    answers.stop('c');
    await calm();
    expect([await bills(), await rig.usage()]).toEqual([[guess('0.021')], { day: '0.021 + 1.0836' }]);
  });

  it('crosses limits although the answer was here at once', async () => {
    const { ask, rig } = window([opened(), text, usage('8.5'), finished]);
    await ask();
    await calm();
    expect(rig.eventsOf('budget.threshold')).toMatchObject([{ spentUsd: '8.5', limitUsd: '10' }]);
  });
});

describe('an answer whose request is billed to the end', () => {
  it('ends when it is stopped, and its bill comes all the same', async () => {
    const rest = Promise.withResolvers();
    const { ask, bills, answers, outcomes } = window([
      opened(),
      served({ billsToTheEnd: true }),
      text,
      rest.promise,
      text,
      usage('0.9'),
      finished,
    ]);
    await ask();
    await calm();
    answers.stop('c');
    await calm();
    const stopped = {
      bills: await bills(),
      running: answers.costs().map(({ attemptId }) => attemptId).length,
      live: answers.live().length,
    };
    rest.resolve(null);
    await calm();
    expect(stopped).toEqual({ bills: [guess('0.021')], running: 1, live: 0 });
    expect([await bills(), outcomes.map(({ state, text }) => [state, text]), answers.costs()]).toEqual([
      [bill('0.9')],
      [['stopped', 'w']],
      [],
    ]);
  });

  it('is aborted when the window closes', async () => {
    const { ask, bills, answers } = window([opened(), served({ billsToTheEnd: true }), text, Promise.withResolvers().promise]);
    await ask();
    await calm();
    answers.stop('c');
    await calm();
    await answers.shutdown();
    expect([await bills(), answers.costs()]).toEqual([[guess('0.021')], []]);
  });
});

describe('an answer that failed', () => {
  it('leaves no word of the other side in the log: a provider may repeat the message in it', async () => {
    const { ask, rig } = window([new ChatError('HTTP_400', 'The reason given: “Not allowed: count to one hundred”')]);
    await ask();
    await calm();
    expect(rig.logger.lines.map(({ event }) => event)).toContain('chat.failed');
    expect(JSON.stringify(rig.logger.lines)).not.toContain('one hundred');
  });
});

describe('an answer that the account can pay a part of', () => {
  it('is asked for again, as short as that, with a request and a reservation of its own', async () => {
    const { ask, bills, requests, outcomes, rig } = window([affords(40)], [opened(), text, usage('0.1'), finished]);
    await ask();
    await calm();
    expect(requests.map(({ maxTokens }) => maxTokens)).toEqual([100, 40]);
    expect([await bills(), outcomes.map(({ state }) => state)]).toEqual([[uncharged, bill('0.1')], ['complete']]);
    expect(await rig.usage()).toEqual({ day: '0.1 + 0' });
  });

  it('is not asked for again when that is next to nothing, nor a third time', async () => {
    const little = window([affords(15)]);
    await little.ask();
    await calm();
    const twice = window([affords(40)], [affords(20)], [text, finished]);
    await twice.ask();
    await calm();
    expect([little.requests.length, twice.requests.length]).toEqual([1, 2]);
    expect(await twice.bills()).toEqual([uncharged, uncharged]);
  });

  it('is not asked for again when a part of it has come: that part may be charged, and the rest would not go on from it', async () => {
    const { ask, bills, requests, outcomes } = window([opened(), text, affords(40)]);
    await ask();
    await calm();
    expect([requests.length, await bills()]).toEqual([1, [guess('0.021')]]);
    expect(outcomes.map(({ state, text }) => [state, text])).toEqual([['interrupted', 'w']]);
  });

  it('leaves the first request open when the other side had begun with it', async () => {
    const { ask, bills, requests } = window([opened(), affords(40)], [opened(), text, usage('0.5'), finished]);
    await ask();
    await calm();
    expect([requests.length, await bills()]).toEqual([2, [unknown, bill('0.5')]]);
  });

  it('costs nothing when it is stopped before it is asked for again', async () => {
    const { ask, bills, answers, requests, rig } = window([affords(40)], [text, finished]);
    const { openAttempt } = rig.ledger;
    let attempts = 0;
    rig.ledger.openAttempt = async (attempt) => {
      await openAttempt(attempt);
      if (++attempts === 2) answers.stop('c');
    };
    await ask();
    await calm();
    expect([requests.length, await bills(), await rig.usage()]).toEqual([1, [uncharged, uncharged], { day: '0 + 0' }]);
  });

  it('reserves nothing for a request that could not be recorded, and so was not sent', async () => {
    const { ask, requests, rig, outcomes } = window([affords(40)]);
    const { openAttempt } = rig.ledger;
    let attempts = 0;
    rig.ledger.openAttempt = (attempt) =>
      ++attempts === 2 ? Promise.reject(new ChatError('DISK_FULL', 'The disk is full.')) : openAttempt(attempt);
    await ask();
    await calm();
    expect([requests.length, outcomes.map(({ failure }) => failure?.code), await rig.usage()]).toEqual([
      1,
      ['DISK_FULL'],
      { day: '0 + 0' },
    ]);
  });
});

describe('a budget', () => {
  it('lets no answer begin that it cannot hold', async () => {
    const { ask, bills, requests, rig } = window([text, finished]);
    rig.budget = { ...rig.budget, dayUsd: 0.1 };
    await expect(ask()).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect([requests, await bills()]).toEqual([[], []]);
  });

  it('shortens an answer, and says so', async () => {
    const { ask, requests, rig } = window([text, finished]);
    rig.budget = { ...rig.budget, dayUsd: 0.552 };
    await ask();
    await calm();
    expect([requests[0]?.maxTokens, rig.eventsOf('budget.lowered')]).toMatchObject([47, [{ maxTokens: 47 }]]);
  });

  it('is free again when the question could not be kept', async () => {
    const { ask, repository, rig, requests } = window([text, finished]);
    repository.failure = new ChatError('DISK_FULL', 'The disk is full.');
    await expect(ask()).rejects.toMatchObject({ code: 'DISK_FULL' });
    await calm();
    expect([requests, await rig.usage()]).toEqual([[], { day: '0 + 0' }]);
  });

  it('ends an answer when its limit is lowered under it', async () => {
    const more = Promise.withResolvers();
    const { ask, outcomes, answers, rig } = window([opened(), text, more.promise, text, Promise.withResolvers().promise]);
    await ask();
    await calm();
    rig.budget = { ...rig.budget, dayUsd: 0.01 };
    answers.refreshBudgets();
    await calm();
    rig.clock.advance(20);
    more.resolve(null);
    await calm();
    expect(outcomes).toMatchObject([
      { state: 'interrupted', failure: { code: 'BUDGET_EXCEEDED', actions: ['raiseLimit', 'switchModel', 'useDemo'] } },
    ]);
  });

  it('that cannot be kept, because the store cannot be written, holds up the message until the person says otherwise', async () => {
    const { ask, rig, requests } = window([text, finished]);
    rig.store.failure = new Error('EROFS');
    await expect(ask()).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
    await ask(true);
    await calm();
    expect(requests).toHaveLength(1);
  });
});

describe('an answer that came to nothing', () => {
  it.each([
    ['costs nothing when it was refused', [new ChatError('RATE_LIMITED', 'Slower.')], uncharged],
    ['is unknown after silence', [new ChatError('TIMEOUT', 'Nothing came.')], unknown],
    ['is unknown when a generation had begun', [opened(), new ChatError('HTTP_502', 'Bad gateway.')], unknown],
  ] as const)('%s', async (_, script, cost) => {
    const { ask, bills } = window(script);
    await ask();
    await calm();
    expect(await bills()).toEqual([cost]);
  });
});
