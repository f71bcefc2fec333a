import { describe, expect, it } from 'vitest';
import { announcement } from '../../../../webview-ui/stores/announcement.ts';
import { answerEntry, sonnet, streamingEntry, userEntry } from '../../../webview/app/surfaceFixtures.ts';

const question = userEntry('question', 'How long is a metre?');
const running = streamingEntry('answer', 1, 'A metre is');

describe('a screen reader is notified of', () => {
  it('that an answer is waited for, and that it begins', () => {
    const waiting = streamingEntry('answer', 1);
    expect(announcement([question], [question, waiting])).toBe(`Waiting for ${sonnet}`);
    expect(announcement([question, waiting], [question, streamingEntry('answer', 1, '\n')])).toBeNull();
    expect(announcement([question, waiting], [question, running])).toBe(`Receiving from ${sonnet}`);
    expect(announcement([question, waiting], [question, { ...waiting, reasoning: 'Long?' }])).toBe(`Receiving from ${sonnet}`);
    expect(announcement([question], [question, running])).toBe(`Receiving from ${sonnet}`);
    expect(announcement([question, running], [question, streamingEntry('answer', 1, 'A metre is 100')])).toBeNull();
  });

  it('that an answer is complete, how long it is and what it cost', () => {
    expect(announcement([question, running], [question, answerEntry('answer', 'A metre is 100 cm long.')])).toBe(
      'Answer complete, 6 words, $0.00943',
    );
  });

  it.each([
    ['an estimate', { source: 'estimate', usd: '0.02' }, 'about $0.0200'],
    ['simulated money', { source: 'simulated', usd: '0.02' }, '$0.0200 simulated'],
    ['an unknown cost', { source: 'unknown', usd: null }, 'cost unknown'],
  ] as const)('%s as what it is', (_name, cost, words) => {
    expect(announcement([running], [answerEntry('answer', 'One', { cost })])).toBe(`Answer complete, 1 word, ${words}`);
  });

  it('that a stopped answer was kept', () => {
    expect(announcement([running], [answerEntry('answer', 'A metre is', { state: 'stopped' })])).toBe('Stopped, 3 words kept');
  });

  it('that the other answer begins when a question is answered again', () => {
    expect(announcement([question, answerEntry('answer', 'No.')], [question, streamingEntry('again', 2)])).toBe(`Waiting for ${sonnet}`);
  });
});

it('an answer is the same when entries have been put above it', () => {
  expect(
    announcement([running], [userEntry('x', 'Before'), answerEntry('y', 'Yes.'), answerEntry('answer', 'A metre is 100 cm long.')]),
  ).toBe('Answer complete, 6 words, $0.00943');
});

describe('a screen reader is not notified of', () => {
  it('the text as it comes', () => {
    expect(announcement([running], [streamingEntry('answer', 1, 'A metre is long')])).toBeNull();
  });

  it('of answers that were put above', () => {
    expect(announcement([running], [question, answerEntry('x', 'Yes.'), running])).toBeNull();
  });

  it.each(['failed', 'interrupted'] as const)(
    'a failure twice: the entry that is %s is an alert, and what was said of it ends',
    (state) => {
      const failure = { code: 'OFFLINE', message: 'No network.', retryable: true, actions: [] } as const;
      expect(announcement([running], [answerEntry('answer', '', { state, failure })])).toBe('');
    },
  );

  it('an answer that is out of sight: what was said of it ends', () => {
    expect(announcement([question, running], [question])).toBe('');
    expect(announcement([question, running], [])).toBe('');
    expect(announcement([question], [])).toBeNull();
  });

  it('what was there when a conversation is opened', () => {
    expect(announcement([], [question, answerEntry('answer', 'A metre is 100 cm long.')])).toBeNull();
  });
});
