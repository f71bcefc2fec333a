import { describe, expect, it } from 'vitest';
import { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import { AnswerCheckpointer } from '../../../../src/core/answers/answerCheckpointer.ts';
import { answerOutcome } from '../../../../src/core/answers/answerOutcome.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { finished, reasoning, runningAttempt, text } from '../money/kit/runningAttempt.ts';

/** ms without a word after which the archive takes an answer for dead. */
const deadAfterMs = 10_000;

function checkpointing() {
  const clock = testClock();
  const logger = recordingLogger();
  const answer = new ActiveAnswer({ messageId: 'a', conversationId: 'c', attempt: runningAttempt({ clock }) });
  const disk = new MemoryRepository(() => clock.now());
  const checkpointer = new AnswerCheckpointer(answer, disk, clock, logger);
  /** Time passes, and what is due is written. */
  const wait = async (ms: number) => {
    for (const end = clock.now() + ms; clock.now() < end;) {
      clock.advance(Math.min(100, end - clock.now()));
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { answer, checkpointer, written: disk.appended, disk, logger, wait };
}

describe('an answer that grows', () => {
  it('is written piece by piece, each from where the one before ended', async () => {
    const { answer, written, wait } = checkpointing();
    answer.accept(text);
    await wait(1500);
    answer.accept(text);
    answer.accept(text);
    await wait(1500);
    expect(written).toEqual([
      { at: 1500, from: 0, text: 'w' },
      { at: 3000, from: 1, text: 'ww' },
    ]);
  });

  it('is written again, with what came since, when the disk refused it', async () => {
    const { answer, written, disk, logger, wait } = checkpointing();
    answer.accept(text);
    disk.failure = new ChatError('DISK_FULL', 'The disk is full.');
    await wait(1500);
    disk.failure = null;
    answer.accept(text);
    await wait(1500);
    expect(written).toEqual([{ at: 3000, from: 0, text: 'ww' }]);
    expect(logger.lines.map(({ event }) => event)).toEqual(['archive.checkpointFailed']);
  });
});

describe('reasoning', () => {
  it('is written like the text, from where the piece before ended, and counts as a sign of life', async () => {
    const { answer, written, wait } = checkpointing();
    answer.accept(reasoning);
    await wait(1500);
    answer.accept(reasoning);
    answer.accept(text);
    await wait(1500);
    await wait(1500);
    expect(written).toEqual([
      { at: 1500, from: 0, text: '', reasoning: { from: 0, text: 't' } },
      { at: 3000, from: 0, text: 'w', reasoning: { from: 1, text: 't' } },
    ]);
  });

  it('is written again when the disk refused it', async () => {
    const { answer, written, disk, wait } = checkpointing();
    answer.accept(reasoning);
    disk.failure = new ChatError('DISK_FULL', 'The disk is full.');
    await wait(1500);
    disk.failure = null;
    await wait(1500);
    expect(written).toEqual([{ at: 3000, from: 0, text: '', reasoning: { from: 0, text: 't' } }]);
  });
});

describe('an answer that is silent', () => {
  it('gives a sign of life every four and a half seconds, long before it would be taken for dead', async () => {
    const { written, wait } = checkpointing();
    await wait(deadAfterMs);
    expect(written).toEqual([
      { at: 4500, from: 0, text: '' },
      { at: 9000, from: 0, text: '' },
    ]);
  });

  it('counts from the last piece', async () => {
    const { answer, written, wait } = checkpointing();
    await wait(2900);
    answer.accept(text);
    await wait(deadAfterMs);
    expect(written).toEqual([
      { at: 3000, from: 0, text: 'w' },
      { at: 7500, from: 1, text: '' },
      { at: 12_000, from: 1, text: '' },
    ]);
  });
});

describe('an answer that has ended', () => {
  it('is written to its end, and is silent from then on', async () => {
    const { answer, checkpointer, written, disk, wait } = checkpointing();
    answer.accept(text);
    await wait(1500);
    answer.accept(text);
    answer.accept(finished);
    await checkpointer.finish(answerOutcome(answer, null));
    await wait(deadAfterMs);
    expect(written).toEqual([
      { at: 1500, from: 0, text: 'w' },
      { at: 1500, from: 1, text: 'w' },
    ]);
    expect(disk.outcomes).toHaveLength(1);
  });
});
