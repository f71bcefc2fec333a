import { describe, expect, it } from 'vitest';
import { ActiveAnswers } from '../../../../src/core/answers/activeAnswers.ts';
import { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import { AnswerSaver } from '../../../../src/core/answers/answerSaver.ts';
import { AttemptRunner } from '../../../../src/core/answers/attemptRunner.ts';
import { AttemptLedger } from '../../../../src/core/answers/attemptLedger.ts';
import { DrainedAttempts } from '../../../../src/core/answers/drainedAttempts.ts';
import type { StreamObserver } from '../../../../src/core/answers/streamObserver.ts';
import { TrackedWork } from '../../../../src/core/answers/trackedWork.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { ChatRequest, StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import { GuardRig } from '../money/kit/guardRig.ts';
import { ledgerEntry } from '../money/kit/ledgerEntry.ts';
import { reportedUsage } from '../money/kit/reportedUsage.ts';
import { finished, opened, reasoning, runningAttempt, served, text } from '../money/kit/runningAttempt.ts';

/** A step of a stream: what comes, or what is waited for. */
type Step = StreamEvent | Error | Promise<unknown>;

const billed: StreamEvent = { type: 'usage', usage: reportedUsage({ chargeUsd: '0.25' }) };

/** One request that follows a script, and what two observers of its stream see. */
function running(...script: readonly Step[]) {
  const rig = new GuardRig();
  rig.ledger.put(ledgerEntry('a', null));
  const seen: string[] = [];
  const requests: ChatRequest[] = [];
  async function* stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    requests.push(request);
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    aborted.catch(() => undefined);
    for (const step of script) {
      if (step instanceof Error) throw step;
      if (step instanceof Promise) await Promise.race([step, aborted]);
      else yield step;
    }
  }
  const observer =
    (name: string): StreamObserver =>
    (observed) => {
      seen.push(`${name} begins`);
      return {
        onPiece: (piece) => seen.push(`${name}: ${piece.text} of ${observed.text}${observed.reasoning}`),
        dispose: () => seen.push(`${name} ends`),
      };
    };
  const { bus, clock, logger } = rig;
  const ledger = new AttemptLedger({ ledger: rig.ledger, bus, clock, logger });
  const work = new TrackedWork();
  const drained = new DrainedAttempts({ saver: new AnswerSaver({ ledger, bus, clock, logger }), work, logger });
  const answers = new ActiveAnswers(drained);
  const router = { clientFor: () => ({ stream }), refresh: () => Promise.resolve() };
  const runner = new AttemptRunner({ router, ledger, logger, observers: [observer('one'), observer('two')], drained });
  const attempt = runningAttempt({ id: 'a', clock });
  attempt.sent = false;
  const answer = new ActiveAnswer({ messageId: 'm', conversationId: 'c', attempt });
  return { rig, runner, answer, answers, drained, work, seen, requests };
}

/** Everything that needs no time happens. */
async function calm(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

describe('the observers of a stream', () => {
  it('see every piece in their order, after the answer has it, and nothing else', async () => {
    const { runner, answer, seen } = running(opened(), { type: 'alive' }, reasoning, text, finished);
    expect(await runner.run(answer)).toMatchObject({ type: 'complete', keptChars: 2 });
    expect(seen).toEqual([
      'one begins',
      'two begins',
      'one: t of t',
      'two: t of t',
      'one: w of wt',
      'two: w of wt',
      'one ends',
      'two ends',
    ]);
  });

  it('end with a request that fails', async () => {
    const { runner, answer, seen } = running(opened(), new ChatError('TIMEOUT', 'Nothing came.'));
    expect(await runner.run(answer)).toMatchObject({ type: 'lost', phase: 'firstToken' });
    expect(seen).toEqual(['one begins', 'two begins', 'one ends', 'two ends']);
  });

  it('see nothing of what comes after the end of the answer', async () => {
    const rest = Promise.withResolvers();
    const { runner, answer, seen, work } = running(served({ billsToTheEnd: true }), text, rest.promise, text, finished);
    const outcome = runner.run(answer);
    await calm();
    answer.end('stop');
    expect(await outcome).toMatchObject({ type: 'ended', by: 'stop', keptChars: 1 });
    rest.resolve(null);
    await work.settled();
    expect(seen).toEqual(['one begins', 'two begins', 'one: w of w', 'two: w of w', 'one ends', 'two ends']);
  });
});

describe('an answer that was ended before its request', () => {
  it('sends nothing', async () => {
    const { runner, answer, seen, requests } = running(text, finished);
    answer.end('stop');
    expect(await runner.run(answer)).toMatchObject({ type: 'ended', by: 'stop', cost: { source: 'uncharged', usd: '0' } });
    expect([requests, seen]).toEqual([[], []]);
  });
});

describe('a request that goes on without its answer', () => {
  it('counts as running until it is settled', async () => {
    const rest = Promise.withResolvers();
    const { runner, answer, answers, work } = running(served({ billsToTheEnd: true }), text, rest.promise, finished);
    const outcome = runner.run(answer);
    await calm();
    answer.end('stop');
    await outcome;
    const before = answers.costs().map(({ attemptId }) => attemptId);
    rest.resolve(null);
    await work.settled();
    expect([before, answers.costs()]).toEqual([['a'], []]);
  });

  it('is settled with its bill as soon as the disk takes it', async () => {
    const rest = Promise.withResolvers();
    const { rig, runner, answer, answers, work } = running(served({ billsToTheEnd: true }), text, rest.promise, billed, finished);
    const settle = rig.ledger.settle.bind(rig.ledger);
    rig.ledger.settle = () => Promise.reject(new ChatError('DISK_FULL', 'The disk is full.'));
    const outcome = runner.run(answer);
    await calm();
    answer.end('stop');
    await outcome;
    rest.resolve(null);
    await calm();
    expect(rig.logger.lines).toMatchObject([{ event: 'ledger.settleFailed', fields: { attemptId: 'a', code: 'DISK_FULL' } }]);
    expect(answers.costs()).toMatchObject([{ attemptId: 'a' }]);
    rig.ledger.settle = settle;
    rig.clock.advance(5000);
    await work.settled();
    expect(answers.costs()).toEqual([]);
    expect((await rig.ledger.entries({ since: 0 }))[0]?.settlement?.cost.source).toBe('usage');
  });

  it('is given up when the window closes', async () => {
    const rest = Promise.withResolvers();
    const { rig, runner, answer, answers, drained, work } = running(served({ billsToTheEnd: true }), text, rest.promise, finished);
    rig.ledger.settle = () => Promise.reject(new ChatError('DISK_FULL', 'The disk is full.'));
    const outcome = runner.run(answer);
    await calm();
    answer.end('stop');
    await outcome;
    rest.resolve(null);
    await calm();
    drained.abort();
    await work.settled();
    expect(answers.costs()).toEqual([]);
  });
});
